from datetime import timedelta

import pytest

from cart.models import Cart, CartState
from checkout.models import Address, Order
from checkout.orders.forgetting import erase_unfinished
from shop.core import clock as shop_clock

pytestmark = pytest.mark.django_db


def after(clock, days):
    clock.shift(timedelta(days=days))
    return erase_unfinished(at=shop_clock.now())


def test_what_was_never_finished_is_erased_after_ninety_days(clock, shopper, variant):
    shopper.come_to_payment(variant)
    assert after(clock, 90) == 0
    assert after(clock, 1) == 1
    assert (Order.objects.count(), Address.objects.count(), Cart.objects.count()) == (0, 0, 0)


def test_the_order_of_a_joined_cart_is_erased_too(clock, shopper, variant):
    shopper.come_to_payment(variant)
    Cart.objects.update(state=CartState.JOINED)
    assert after(clock, 91) == 1
    assert (Order.objects.count(), Address.objects.count()) == (0, 0)


def test_what_is_paid_or_being_paid_is_kept(clock, shopper, variant):
    shopper.come_to_payment(variant).pay()
    assert after(clock, 91) == 0
    shopper.at_bank()
    assert after(clock, 91) == 0
    assert Order.objects.get().state == "paid"
