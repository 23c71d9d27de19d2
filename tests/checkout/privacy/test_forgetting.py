from datetime import timedelta

import pytest

from cart.models import Cart, CartState
from checkout.models import Address, Order
from checkout.privacy import forgetting
from checkout.privacy.forgetting import forget_unfinished, left_for_long
from shop.core import clock as shop_clock

pytestmark = pytest.mark.django_db


def after(clock, days):
    clock.shift(timedelta(days=days))
    return forget_unfinished(at=shop_clock.now(), limit=500)


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


def test_a_cart_of_which_the_order_was_touched_since_is_kept(clock, shopper, variant):
    shopper.come_to_payment(variant)
    clock.shift(timedelta(days=80))
    Order.objects.update(last_activity_at=shop_clock.now())
    assert after(clock, 11) == 0
    assert after(clock, 80) == 1
    assert Cart.objects.count() == 0


def test_a_cart_without_an_order_is_erased_too(clock, shopper, variant):
    shopper.add(variant)
    assert after(clock, 90) == 0
    assert after(clock, 1) == 1
    assert Cart.objects.count() == 0


@pytest.mark.parametrize("model", [Cart, Order])
def test_who_comes_back_just_before_it_is_erased_loses_nothing(
    clock, shopper, variant, monkeypatch, model
):
    shopper.come_to_payment(variant)
    clock.shift(timedelta(days=91))
    found = list(left_for_long(shop_clock.now()))
    model.objects.update(last_activity_at=shop_clock.now())
    monkeypatch.setattr(forgetting, "left_for_long", lambda _at: found)
    assert forget_unfinished(at=shop_clock.now(), limit=500) == 0
    assert (Cart.objects.count(), Order.objects.count()) == (1, 1)
