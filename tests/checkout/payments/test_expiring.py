from datetime import timedelta

import pytest

from catalog.models import Stock
from checkout.gateways.interface import Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, OrderEvent, Payment
from checkout.payments.asking import ask_about
from checkout.payments.expiring import release_expired
from checkout.tasks import release_expired_reservations
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_bank(clock, shopper, variant):
    """A shopper at the bank, with three of ten cups held."""
    return shopper.come_to_payment(variant, 3).pay()


def levels():
    return Stock.objects.values_list("on_hand", "reserved").get()


def later(clock, minutes):
    clock.shift(timedelta(minutes=minutes))
    return release_expired(at=shop_clock.now())


def test_stock_is_held_for_half_an_hour_and_given_back_once(clock, at_bank):
    assert (later(clock, 29), levels()) == (0, (10, 3))
    assert (later(clock, 1), levels()) == (1, (10, 0))
    assert (later(clock, 60), levels()) == (0, (10, 0))
    order = Order.objects.get()
    assert (order.state, order.reserved_until) == ("initiated", None)
    assert OrderEvent.objects.filter(by="sweep", reason="not_paid").count() == 1
    assert BankPayment.objects.get().answer == "cancelled"


def test_the_time_is_a_setting(clock, shopper, variant, settings):
    settings.PAYMENT_MINUTES = 5
    shopper.come_to_payment(variant).pay()
    assert later(clock, 5) == 1


def test_whoever_returns_later_can_still_pay(clock, at_bank):
    later(clock, 31)
    at_bank.get("/checkout/payment/").pay().at_bank()
    assert (Order.objects.get().state, levels()) == ("paid", (7, 0))


def test_a_payment_that_was_accepted_unheard_is_found(clock, at_bank):
    """The tab was closed at the bank, and no notification came through."""
    BankPayment.objects.update(answer="accepted")
    assert later(clock, 31) == 0
    assert (Order.objects.get().state, levels()) == ("paid", (7, 0))
    assert Message.objects.filter(kind="order.confirmed").count() == 1


def test_stock_stays_held_while_the_bank_is_silent(clock, at_bank, monkeypatch):
    def unreachable(_payment):
        raise Unreachable

    with monkeypatch.context() as patch:
        patch.setattr(testbank, "cancel", unreachable)
        assert (later(clock, 31), levels()) == (0, (10, 3))
    assert (later(clock, 4), levels()) == (0, (10, 3))
    assert (later(clock, 1), levels()) == (1, (10, 0))


def test_a_refused_payment_holds_stock_for_another_try(clock, at_bank):
    at_bank.at_bank("refuse")
    assert (later(clock, 20), levels()) == (0, (10, 3))
    at_bank.get("/checkout/payment/").pay()
    assert (later(clock, 20), levels()) == (0, (10, 3))  # a new attempt, a new half hour
    assert (later(clock, 10), levels()) == (1, (10, 0))


def test_money_that_comes_late_still_buys_what_can_be_had(clock, at_bank, variant):
    later(clock, 31)
    payment = Payment.objects.get()
    BankPayment.objects.update(answer="accepted")
    assert ask_about(payment).state == "succeeded"
    assert (Order.objects.get().state, levels()) == ("paid", (7, 0))


def test_the_task_is_the_same(clock, at_bank):
    clock.shift(timedelta(minutes=31))
    release_expired_reservations()
    assert levels() == (10, 0)
