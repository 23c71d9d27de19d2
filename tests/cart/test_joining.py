"""What becomes of two carts when somebody signs in (M9)."""

import pytest

from cart import changing
from cart.joining import join
from cart.models import Cart, CartState, Line
from shop.core.tokens import new_token
from tests.conftest import NOON
from tests.factories import CartFactory, PromotionFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def own(user):
    """The account's cart of another day."""
    return CartFactory(user=user, token_digest=new_token().digest)


def rows(cart):
    lines = Line.objects.filter(cart=cart).order_by("variant__sku")
    return list(lines.values_list("variant__sku", "quantity", "place"))


@pytest.fixture
def pot():
    return VariantFactory(sku="POT")


def test_a_guests_cart_becomes_the_accounts(cart, line, user):
    joined = join(cart=cart, user=user, is_in_checkout=False)
    assert (joined.offered, joined.raised) == (0, 0)
    assert Cart.objects.get(user=user) == cart
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_without_a_guests_cart_the_accounts_own_is_there(own, user):
    assert join(cart=None, user=user, is_in_checkout=False).cart == own
    assert Cart.objects.get(user=user).state == CartState.OPEN


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({}, "TEN"),
        ({"most_uses": 2, "uses": 1}, "TEN"),
        ({"most_uses": 2, "uses": 2}, ""),
        ({"is_active": False}, ""),
        ({"ends_at": NOON}, ""),
    ],
)
def test_an_earlier_code_comes_along_while_it_counts(clock, cart, line, own, user, fields, taken):
    Cart.objects.filter(pk=own.pk).update(promotion=PromotionFactory(code="TEN", **fields))
    assert join(cart=cart, user=user, is_in_checkout=False).code_taken == taken


def test_the_guests_cart_wins_and_older_things_are_laid_beside_it(cart, line, own, user, pot):
    changing.add(cart=own, variant=pot, quantity=3)
    joined = join(cart=cart, user=user, is_in_checkout=False)
    assert (joined.cart, joined.offered) == (cart, 1)
    assert rows(cart) == [("CUP", 2, "in_cart"), ("POT", 3, "saved")]
    own.refresh_from_db()
    assert (own.state, own.token_digest) == (CartState.JOINED, None)


@pytest.mark.parametrize(("older", "quantity", "raised"), [(5, 5, 1), (1, 2, 0)])
def test_of_a_thing_in_both_the_larger_quantity_counts(
    cart, line, own, user, variant, older, quantity, raised
):
    changing.add(cart=own, variant=variant, quantity=older)
    joined = join(cart=cart, user=user, is_in_checkout=False)
    assert rows(cart) == [("CUP", quantity, "in_cart")]
    assert (joined.offered, joined.raised) == (0, raised)


def test_nothing_in_the_cart_changes_while_an_order_is_under_way(
    cart, line, own, user, variant, pot
):
    changing.add(cart=own, variant=variant, quantity=5)
    changing.add(cart=own, variant=pot, quantity=1)
    joined = join(cart=cart, user=user, is_in_checkout=True)
    assert rows(cart) == [("CUP", 2, "in_cart"), ("POT", 1, "saved")]
    assert (joined.offered, joined.raised) == (1, 0)


def test_what_the_guest_had_removed_is_offered_again(cart, line, own, user, variant, pot):
    changing.add(cart=cart, variant=pot, quantity=1)
    changing.remove(cart=cart, line_id=line.pk)
    changing.add(cart=own, variant=variant, quantity=5)
    assert join(cart=cart, user=user, is_in_checkout=False).offered == 1
    assert rows(cart) == [("CUP", 5, "saved"), ("POT", 1, "in_cart")]


def test_a_cart_with_nothing_in_it_gives_way_and_loses_nothing(cart, line, own, user, pot):
    """The guest saved a thing for later; the account's cart is the one to go on with."""
    changing.save_for_later(cart=cart, line_id=line.pk)
    changing.add(cart=own, variant=pot, quantity=3)
    joined = join(cart=cart, user=user, is_in_checkout=False)
    assert (joined.cart, joined.offered) == (own, 1)
    assert rows(own) == [("CUP", 2, "saved"), ("POT", 3, "in_cart")]
    assert Cart.objects.get(pk=cart.pk).state == CartState.JOINED


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("is_in_checkout", [False, True])
def test_joining_costs_the_same_for_few_and_many(
    cart, own, user, django_assert_num_queries, count, is_in_checkout
):
    """Of each kind ``count``: only there, in both, removed here."""
    for variant in VariantFactory.create_batch(count):
        changing.add(cart=own, variant=variant, quantity=1)
    for variant in VariantFactory.create_batch(count):
        changing.add(cart=cart, variant=variant, quantity=1)
        changing.add(cart=own, variant=variant, quantity=2)
    for variant in VariantFactory.create_batch(count):
        here = changing.add(cart=cart, variant=variant, quantity=1)
        changing.remove(cart=cart, line_id=here.pk)
        changing.add(cart=own, variant=variant, quantity=2)
    queries = 13 if is_in_checkout else 14  # else it asks whether an order was begun
    with django_assert_num_queries(queries):
        joined = join(cart=cart, user=user, is_in_checkout=is_in_checkout)
    met = (joined.raised, joined.larger)
    assert (joined.offered, met) == (2 * count, (0, count) if is_in_checkout else (count, 0))


def test_another_accounts_cart_is_never_taken(cart, line, own, user):
    Cart.objects.filter(pk=cart.pk).update(user=UserFactory())
    cart.refresh_from_db()
    assert join(cart=cart, user=user, is_in_checkout=False).cart == own
    assert Cart.objects.get(pk=cart.pk).user != user


def test_joining_twice_changes_nothing_more(cart, line, own, user, pot):
    changing.add(cart=own, variant=pot, quantity=3)
    join(cart=cart, user=user, is_in_checkout=False)
    cart.refresh_from_db()
    joined = join(cart=cart, user=user, is_in_checkout=False)
    assert (joined.offered, joined.raised) == (0, 0)
    assert rows(cart) == [("CUP", 2, "in_cart"), ("POT", 3, "saved")]
