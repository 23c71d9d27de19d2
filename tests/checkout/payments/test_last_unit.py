"""Whoever holds the last unit can still buy it; for everybody else it is gone."""

import pytest

from cart import changing
from cart.models import Line
from cart.reading import contents
from catalog.models import Stock
from checkout.models import Payment
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.orders import pay, ready_order
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant(db):
    DeliveryMethodFactory()
    return VariantFactory(on_hand=1)


def test_paying_twice_is_one_payment(shopper, variant):
    shopper.come_to_payment(variant)
    total = shopper.shown_total
    bank = shopper.pay().place
    assert "/testbank/" in bank
    assert shopper.pay(total).place == bank
    assert [p.state for p in Payment.objects.all()] == ["started"]


def test_a_declined_payment_can_be_tried_again(shopper, variant):
    shopper.come_to_payment(variant).pay().at_bank("refuse")
    assert shopper.place == "/checkout/payment/"
    shopper.pay().at_bank()
    assert shopper.place == "/checkout/done/"
    assert Stock.objects.values_list("on_hand", "reserved").get() == (0, 0)


def test_the_cart_shows_it_to_its_holder_only(shopper, variant):
    other = Shopper().add(variant)
    shopper.come_to_payment(variant).pay()
    assert "This is sold out at the moment." not in shopper.get("/cart/").text
    assert "This is sold out at the moment." in other.get("/cart/").text


def test_the_holder_may_have_what_is_left_as_well(variant):
    Stock.objects.update(on_hand=3)
    method = DeliveryMethodFactory()
    order, other = (ready_order({variant: 1}, method=method) for _ in range(2))
    pay(order)
    pay(other)
    line = Line.objects.get(cart=order.cart)
    assert changing.set_quantity(cart=order.cart, line_id=line.pk, quantity=2) is True
    assert contents(order.cart).is_ready is True
    with pytest.raises(changing.TooFew) as refusal:
        changing.set_quantity(cart=order.cart, line_id=line.pk, quantity=3)
    assert refusal.value.left == 2
    with pytest.raises(changing.TooFew):
        changing.add(cart=order.cart, variant=variant, quantity=1)


def test_what_was_given_back_is_held_no_longer(variant):
    order = ready_order({variant: 1}, method=DeliveryMethodFactory())
    pay(order)
    type(order).objects.update(state="initiated")  # and somebody else holds the unit now
    assert contents(order.cart).is_ready is False
