"""A guest who has a cart opens another one by its link."""

import pytest

from cart import changing
from cart.changing import Closed
from cart.joining import Joined, lay_beside
from cart.models import Cart, CartState, Line
from shop.core.clock import now
from shop.core.tokens import new_token
from tests.factories import (
    CartFactory,
    DeliveryMethodFactory,
    PromotionFactory,
    UserFactory,
    VariantFactory,
)
from tests.orders import pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(db):
    """The cart that this browser had before."""
    return CartFactory(token_digest=new_token().digest)


@pytest.fixture
def pot():
    return VariantFactory(sku="POT")


def rows(cart):
    lines = Line.objects.filter(cart=cart).order_by("variant__sku")
    return list(lines.values_list("variant__sku", "quantity", "place"))


def test_own_things_lie_beside_the_opened_cart(cart, line, own, pot):
    changing.add(cart=own, variant=pot, quantity=3)
    joined = lay_beside(cart=cart, other=own)
    assert (joined.cart, joined.offered, joined.raised) == (cart, 1, 0)
    assert rows(cart) == [("CUP", 2, "in_cart"), ("POT", 3, "saved")]
    own.refresh_from_db()
    assert (own.state, own.token_digest) == (CartState.JOINED, None)


def test_the_opened_cart_keeps_quantity_code_and_owner(cart, line, own, variant):
    Cart.objects.filter(pk=own.pk).update(promotion=PromotionFactory())
    changing.add(cart=own, variant=variant, quantity=5)
    assert lay_beside(cart=cart, other=own).offered == 0
    assert rows(cart) == [("CUP", 2, "in_cart")]
    assert Cart.objects.values_list("promotion", "user").get(pk=cart.pk) == (None, None)


def test_what_its_owner_had_removed_is_offered_again(cart, line, own, variant):
    changing.remove(cart=cart, line_id=line.pk)
    changing.add(cart=own, variant=variant, quantity=5)
    assert lay_beside(cart=cart, other=own).offered == 1
    assert rows(cart) == [("CUP", 5, "saved")]


def test_it_counts_as_activity(clock, own):
    cart = CartFactory()
    clock.shift(60)
    lay_beside(cart=cart, other=own)
    assert Cart.objects.get(pk=cart.pk).last_activity_at == now()


@pytest.mark.parametrize("closed", ["cart", "own"])
@pytest.mark.parametrize("state", [CartState.ORDERED, CartState.JOINED])
def test_a_closed_cart_takes_nothing_and_gives_nothing(cart, line, own, pot, closed, state):
    changing.add(cart=own, variant=pot, quantity=3)
    Cart.objects.filter(pk={"cart": cart.pk, "own": own.pk}[closed]).update(state=state)
    with pytest.raises(Closed):
        lay_beside(cart=cart, other=own)
    assert (rows(cart), rows(own)) == ([("CUP", 2, "in_cart")], [("POT", 3, "in_cart")])


def test_an_accounts_cart_is_never_dissolved(cart, line, own, pot):
    """It became one in another tab, a moment ago."""
    changing.add(cart=own, variant=pot, quantity=3)
    Cart.objects.filter(pk=own.pk).update(user=UserFactory())
    with pytest.raises(Closed):
        lay_beside(cart=cart, other=own)
    assert Cart.objects.get(pk=own.pk).state == CartState.OPEN
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_a_cart_is_not_laid_beside_itself(cart, line):
    assert lay_beside(cart=cart, other=cart).offered == 0
    assert Cart.objects.get().state == CartState.OPEN


def test_twice_is_refused(cart, line, own, pot):
    changing.add(cart=own, variant=pot, quantity=3)
    lay_beside(cart=cart, other=own)
    with pytest.raises(Closed):
        lay_beside(cart=cart, other=own)
    assert rows(cart) == [("CUP", 2, "in_cart"), ("POT", 3, "saved")]


def test_what_is_being_paid_lays_nothing_beside(cart, line):
    method = DeliveryMethodFactory(rates=[{"price": 500}])
    order = ready_order({VariantFactory(): 1}, method=method)
    pay(order)
    assert lay_beside(cart=cart, other=order.cart) == Joined(cart)
    assert rows(cart) == [("CUP", 2, "in_cart")]
    assert Cart.objects.get(pk=order.cart_id).state == CartState.OPEN
