"""Things that are sold from so many on, in packs, or only so many an order."""

import pytest
from django.db import IntegrityError, transaction

from cart import changing
from cart.copying import Why, copy_lines
from cart.joining import join
from cart.models import Line
from cart.reading import contents
from catalog.models import Stock, Variant
from tests.factories import CartFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def eggs(db):
    """Sold in sixes, at least two packs, at most five an order."""
    return VariantFactory(
        sku="EGG", price=50, on_hand=100, least_quantity=12, quantity_step=6, most_quantity=30
    )


def rows(cart):
    return list(Line.objects.filter(cart=cart).values_list("variant__sku", "quantity", "place"))


@pytest.mark.parametrize("quantity", [1, 6, 13, 36])
def test_add_refuses_what_is_not_sold_so(cart, eggs, quantity):
    with pytest.raises(changing.WrongQuantity) as refusal:
        changing.add(cart=cart, variant=eggs, quantity=quantity)
    assert (refusal.value.wanted, refusal.value.quantities) == (quantity, eggs.quantities)
    assert rows(cart) == []


def test_adding_one_more_is_refused_and_adding_as_few_as_can_be_is_a_pack(cart, eggs):
    changing.add(cart=cart, variant=eggs, quantity=None)
    assert rows(cart) == [("EGG", 12, "in_cart")]
    with pytest.raises(changing.WrongQuantity):
        changing.add(cart=cart, variant=eggs, quantity=1)
    changing.add(cart=cart, variant=eggs, quantity=None)
    assert rows(cart) == [("EGG", 18, "in_cart")]


@pytest.mark.parametrize(("quantity", "is_possible"), [(18, True), (20, False), (6, False)])
def test_set_quantity_obeys_upwards_and_downwards(cart, eggs, quantity, is_possible):
    line = changing.add(cart=cart, variant=eggs, quantity=24)
    if is_possible:
        changing.set_quantity(cart=cart, line_id=line.pk, quantity=quantity)
    else:
        with pytest.raises(changing.WrongQuantity):
            changing.set_quantity(cart=cart, line_id=line.pk, quantity=quantity)
    assert rows(cart) == [("EGG", quantity if is_possible else 24, "in_cart")]


def test_none_at_all_is_always_possible(cart, eggs):
    line = changing.add(cart=cart, variant=eggs, quantity=12)
    assert changing.set_quantity(cart=cart, line_id=line.pk, quantity=0)
    assert rows(cart) == [("EGG", 12, "removed")]


def test_a_started_pack_is_not_there(cart, eggs):
    Stock.objects.update(on_hand=17)
    with pytest.raises(changing.TooFew) as refusal:
        changing.add(cart=cart, variant=eggs, quantity=18)
    assert refusal.value.left == 12


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"quantity_step": 6}, "Sold in packs of 6. Please change the quantity."),
        ({"least_quantity": 3}, "At least 3. Please change the quantity."),
        ({"most_quantity": 1}, "At most 1 in an order. Please change the quantity."),
    ],
)
def test_a_rule_that_came_later_blocks_the_order_and_says_the_cure(cart, line, rule, words):
    Variant.objects.update(**rule)
    found = contents(cart)
    assert [(each.kind, each.words) for each in found.in_cart[0].notices] == [("uneven", words)]
    assert not found.is_ready


def test_stock_that_makes_no_pack_is_sold_out(cart, line):
    Variant.objects.update(quantity_step=12)
    row = contents(cart).in_cart[0]
    assert ([notice.kind for notice in row.notices], row.counts) == (["out"], False)


def test_copying_leaves_out_what_is_not_sold_so(cart, line):
    own = CartFactory()
    Variant.objects.update(quantity_step=6)
    result = copy_lines(source=cart, into=own)
    assert [each.why for each in result.left_out] == [Why.WRONG_QUANTITY]
    assert rows(own) == []


def test_two_carts_that_meet_never_make_an_impossible_quantity(cart, line, variant):
    user = UserFactory()
    changing.add(cart=CartFactory(user=user), variant=variant, quantity=5)
    Variant.objects.update(most_quantity=4)
    joined = join(cart=cart, user=user, is_in_checkout=False)
    assert (joined.raised, joined.larger, rows(cart)) == (0, 0, [("CUP", 2, "in_cart")])


def test_the_pages_ask_for_possible_quantities_and_say_which(shopper, eggs):
    page = shopper.get(f"/p/{eggs.product.slug}/").page.text
    assert 'value="12" min="12" step="6" max="30"' in page
    rule = "Sold in packs of 6. At least 12. At most 30 in an order."
    assert shopper.find("quantity-rule") == rule
    shopper.add(eggs, 13)
    assert shopper.place == f"/p/{eggs.product.slug}/?v=EGG"
    assert f"{rule} In your cart you could have: 12 / 18. Nothing was changed." in shopper.text
    assert 'value="12" min="0" step="6" max="30"' in shopper.add(eggs, 12).page.text
    shopper.post(f"/cart/line/{Line.objects.get().pk}/", {"quantity": "31"})
    assert f"{rule} In your cart you could have: 30. Nothing was changed." in shopper.text


def test_adding_without_a_quantity_adds_a_pack(shopper, eggs):
    shopper.post("/cart/add/", {"v": "EGG"})
    assert shopper.post("/cart/add/", {"v": "EGG"}).find("cart-size") == "18"


def test_a_thing_without_rules_says_nothing_of_them(shopper, variant):
    assert shopper.get(f"/p/{variant.product.slug}/").find("quantity-rule") is None


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("variant_least_quantity_in_bounds", {"least_quantity": 0}),
        ("variant_quantity_step_in_bounds", {"quantity_step": 0}),
        ("variant_most_quantity_in_bounds", {"most_quantity": 1000}),
        ("variant_some_quantity_possible", {"least_quantity": 4, "most_quantity": 3}),
        ("variant_some_quantity_possible", {"quantity_step": 6, "most_quantity": 5}),
        (
            "variant_some_quantity_possible",
            {"least_quantity": 7, "quantity_step": 6, "most_quantity": 11},
        ),
        ("variant_some_quantity_possible", {"least_quantity": 600, "quantity_step": 501}),
    ],
)
def test_the_database_refuses_rules(variant, name, change):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Variant.objects.filter(pk=variant.pk).update(**change)
