"""What was put together when two carts met can be kept, undone and brought back (S3.6, M9)."""

import pytest
from django.db import IntegrityError, transaction

from cart import changing
from cart.changing import Closed
from cart.joining import join, keep_join, lay_again, undo_join
from cart.models import LARGEST_QUANTITY, Cart, Line
from cart.reading import contents
from tests.factories import CartFactory, UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined(cart, line, variant):
    """Two cups, of which the account had five, and its three pots."""
    user = UserFactory()
    own = CartFactory(user=user)
    changing.add(cart=own, variant=variant, quantity=5)
    changing.add(cart=own, variant=VariantFactory(sku="POT", price=500), quantity=3)
    join(cart=cart, user=user, is_in_checkout=False)
    return cart


def rows(cart):
    lines = Line.objects.filter(cart=cart).order_by("variant__sku")
    return list(lines.values_list("variant__sku", "quantity", "place"))


def line_of(sku):
    return Line.objects.get(variant__sku=sku, cart__state="open")


def waiting(cart):
    return [row.sku for row in contents(cart).joined]


def test_undo_leaves_what_was_in_the_cart(joined):
    undone = undo_join(cart=joined)
    assert rows(joined) == [("CUP", 2, "in_cart"), ("POT", 3, "removed")]
    assert (len(undone.removed), undone.lowered, waiting(joined)) == (1, 1, [])


def test_what_was_undone_can_be_brought_back(joined):
    undone = undo_join(cart=joined)
    assert lay_again(cart=joined, line_ids=undone.removed) == 1
    assert rows(joined) == [("CUP", 2, "in_cart"), ("POT", 3, "saved")]
    assert lay_again(cart=joined, line_ids=undone.removed) == 0


def test_what_is_kept_is_not_asked_again(joined):
    assert (waiting(joined), keep_join(cart=joined)) == (["CUP", "POT"], 2)
    assert (waiting(joined), keep_join(cart=joined)) == ([], 0)
    assert undo_join(cart=joined) == type(undo_join(cart=joined))([], 0)
    assert rows(joined) == [("CUP", 5, "in_cart"), ("POT", 3, "saved")]


@pytest.mark.parametrize(
    ("verb", "place"),
    [(changing.move_to_cart, "in_cart"), (changing.remove, "removed")],
)
def test_a_line_that_was_moved_since_is_answered(joined, verb, place):
    verb(cart=joined, line_id=line_of("POT").pk)
    assert waiting(joined) == ["CUP"]
    undo_join(cart=joined)
    assert rows(joined) == [("CUP", 2, "in_cart"), ("POT", 3, place)]


def test_a_line_that_was_changed_since_is_answered(joined):
    changing.set_quantity(cart=joined, line_id=line_of("CUP").pk, quantity=4)
    assert waiting(joined) == ["POT"]
    undo_join(cart=joined)
    assert rows(joined) == [("CUP", 4, "in_cart"), ("POT", 3, "removed")]


def test_adding_more_of_it_is_an_answer(joined, variant):
    changing.add(cart=joined, variant=variant, quantity=1)
    changing.add(cart=joined, variant=line_of("POT").variant, quantity=1)
    assert waiting(joined) == []
    undo_join(cart=joined)
    assert rows(joined) == [("CUP", 6, "in_cart"), ("POT", 1, "in_cart")]


def test_a_quantity_that_was_only_offered_stays_and_can_be_taken(cart, line, variant):
    user = UserFactory()
    changing.add(cart=CartFactory(user=user), variant=variant, quantity=5)
    join(cart=cart, user=user, is_in_checkout=True)
    (row,) = contents(cart).joined
    assert (row.quantity, row.quantity_before, row.quantity_offered) == (2, None, 5)
    assert not contents(cart).can_undo_joined
    changing.set_quantity(cart=cart, line_id=line.pk, quantity=row.quantity_offered)
    assert (rows(cart), waiting(cart)) == ([("CUP", 5, "in_cart")], [])


def test_undoing_raises_no_quantity_that_was_only_offered(cart, line, variant):
    user = UserFactory()
    changing.add(cart=CartFactory(user=user), variant=variant, quantity=5)
    join(cart=cart, user=user, is_in_checkout=True)
    assert undo_join(cart=cart).lowered == 0
    assert (rows(cart), waiting(cart)) == ([("CUP", 2, "in_cart")], [])


@pytest.mark.parametrize("verb", [undo_join, keep_join])
def test_a_closed_cart_answers_nothing(joined, verb):
    Cart.objects.filter(pk=joined.pk).update(state="ordered")
    with pytest.raises(Closed):
        verb(cart=joined)
    assert rows(joined) == [("CUP", 5, "in_cart"), ("POT", 3, "saved")]


@pytest.mark.parametrize("count", [1, 30])
def test_undoing_costs_the_same_for_few_and_many(cart, django_assert_num_queries, count):
    user = UserFactory()
    own = CartFactory(user=user)
    for variant in VariantFactory.create_batch(2 * count):
        changing.add(cart=own, variant=variant, quantity=2)
        if variant.pk % 2:
            changing.add(cart=cart, variant=variant, quantity=1)
    join(cart=cart, user=user, is_in_checkout=False)
    with django_assert_num_queries(7):  # two of them begin and end the transaction
        undone = undo_join(cart=cart)
    assert (len(undone.removed), undone.lowered) == (count, count)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("line_other_quantity_in_bounds", {"other_quantity": 0}),
        ("line_other_quantity_in_bounds", {"other_quantity": LARGEST_QUANTITY + 1}),
        ("line_offered_lies_beside", {"is_offered": True}),
        ("line_offered_lies_beside", {"is_offered": True, "place": "removed"}),
    ],
)
def test_the_database_refuses_a_line(line, name, change):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(**change)


@pytest.fixture
def seen(variant):
    """A shopper who has just signed in: two cups here, five cups and three pots in the account."""
    user = UserFactory(email="jane@example.com")
    own = CartFactory(user=user)
    changing.add(cart=own, variant=variant, quantity=5)
    changing.add(cart=own, variant=VariantFactory(sku="POT", price=500), quantity=3)
    shopper = Shopper().add(variant, 2)
    shopper.post("/account/login/", {"login": user.email, "password": "correct horse"})
    return shopper.get("/cart/")


def test_the_panel_says_what_was_put_together(seen):
    assert seen.find("joined-CUP").endswith(": 5 as in your earlier cart, instead of 2.")
    assert seen.find("joined-POT").startswith("3 × ")
    assert (seen.find("total"), seen.find("cart-size")) == ("€64.50", "5")


def test_undone_on_the_page_and_put_back(seen):
    seen.post("/cart/joined/", {"do": "undo"})
    assert "The quantities are as they were." in seen.text
    assert (seen.find("joined"), seen.find("total"), seen.find("line-POT")) == (
        None,
        "€25.80",
        None,
    )
    key = Line.objects.get(variant__sku="POT").pk
    assert f'name="lines" value="{key}"' in seen.page.text
    seen.post("/cart/joined/", {"do": "again", "lines": str(key)})
    assert seen.find("line-POT") is not None
    assert Line.objects.get(pk=key).place == "saved"


def test_kept_on_the_page(seen):
    seen.post("/cart/joined/", {"do": "keep"})
    assert (seen.find("joined"), seen.find("total")) == (None, "€64.50")


@pytest.mark.parametrize(
    "data",
    [
        {"do": "undo"},
        {"do": "keep"},
        {},
        {"do": "again"},
        {"do": "again", "lines": "x,,1\0,²," + "9" * 40},
        {"do": "again", "lines": "1," * 5000},
    ],
)
def test_an_answer_that_comes_too_late_is_no_error(seen, data):
    seen.post("/cart/joined/", {"do": "keep"})
    before = list(Line.objects.values())
    seen.post("/cart/joined/", data)
    assert "This has been answered in another window." in seen.text
    assert (seen.page.status_code, list(Line.objects.values())) == (200, before)


def test_another_carts_lines_are_out_of_reach(seen):
    stranger = changing.add(cart=CartFactory(), variant=line_of("POT").variant, quantity=1)
    changing.remove(cart=stranger.cart, line_id=stranger.pk)
    seen.post("/cart/joined/", {"do": "again", "lines": str(stranger.pk)})
    assert Line.objects.get(pk=stranger.pk).place == "removed"
