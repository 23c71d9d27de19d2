"""A bank that called a payment off, took its money all the same, and never said so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.models import Stock
from checkout.gateways.interface import Capability, Entry, Unreachable
from checkout.gateways.testbank import bank
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment, Telling, When
from checkout.models import Order, Payment, Refund
from checkout.payments import overlooked
from checkout.payments.expiring import release_expired
from checkout.payments.giving_up import give_up
from checkout.payments.overlooked import LOOK_BACK, find_overlooked
from checkout.payments.reconciling import reconcile
from shop.core import clock as shop_clock
from tests.factories import DeliveryMethodFactory
from tests.orders import HOUR, at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(clock, variant):
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


@pytest.fixture
def called_off(clock, order):
    """The bank has said that it is called off; what it does three hours later, it tells nobody."""
    payment = pay(order)
    known = BankPayment.objects.get()
    bank.behave(payment=known, when=When.HOURS, telling=Telling.NEVER)
    at_bank(payment)
    clock.shift(HOUR)
    release_expired(at=shop_clock.now())
    payment.refresh_from_db()
    assert (payment.state, payment.ask_at) == ("cancelled", None)
    return payment


def look():
    """Return how many the statements brought up; then ask about them."""
    found = find_overlooked(at=shop_clock.now())
    reconcile(at=shop_clock.now())
    return found


def facts():
    return Payment.objects.get().state, Order.objects.get().state


def given_back():
    return list(Refund.objects.values_list("amount", "reason"))


def test_money_that_nobody_told_of_buys_what_it_was_meant_for(clock, order, called_off):
    assert (look(), facts()) == (0, ("cancelled", "initiated"))
    clock.shift(3 * HOUR)
    assert (look(), facts()) == (1, ("succeeded", "paid"))
    assert (look(), given_back()) == (0, [])


def test_money_that_nobody_told_of_goes_back_where_there_is_nothing_to_buy(
    clock, order, called_off
):
    Stock.objects.update(on_hand=0)
    clock.shift(3 * HOUR)
    assert (look(), facts()) == (1, ("late", "initiated"))
    assert (look(), given_back()) == (0, [(3070, "late")])


def test_a_bank_that_is_silent_for_days_is_asked_when_it_answers(
    clock, order, called_off, monkeypatch
):
    def silent(_start, _end):
        raise Unreachable

    clock.shift(3 * HOUR)
    with monkeypatch.context() as patch:
        patch.setattr(testbank, "statement", silent)
        assert (look(), facts()) == (0, ("cancelled", "initiated"))
    clock.shift(LOOK_BACK - HOUR)
    assert (look(), facts()) == (1, ("succeeded", "paid"))


def test_a_statement_that_makes_no_sense_is_passed_over(clock, order, called_off, monkeypatch):
    clock.shift(3 * HOUR)
    with monkeypatch.context() as patch:
        patch.setattr(testbank, "statement", lambda _start, _end: [None])
        assert (look(), facts()) == (0, ("cancelled", "initiated"))
    assert (look(), facts()) == (1, ("succeeded", "paid"))


@pytest.mark.parametrize(
    "change", [{"amount": -3070}, {"ref": "of another shop"}, {"ref": ""}, {"gateway": "transfer"}]
)
def test_entries_of_something_else_move_nothing(
    clock, order, called_off, monkeypatch, settings, change
):
    entry = Entry(
        ref=str(called_off.ref), bank_ref="b1", amount=3070, currency="EUR", at=shop_clock.now()
    )
    if gateway := change.pop("gateway", ""):
        Payment.objects.update(gateway=gateway)
    with_statement(monkeypatch, [replace(entry, **change)])
    assert (look(), facts()) == (0, ("cancelled", "initiated"))


@pytest.mark.parametrize("is_over", [False, True])
def test_what_staff_have_closed_is_left_alone(clock, order, is_over):
    """Another amount was taken: they gave it back at the bank, and its statement holds it for days."""
    payment = pay(order)
    at_bank(payment)
    BankPayment.objects.update(amount=2000)
    if is_over:
        Payment.objects.update(state="cancelled", ask_at=shop_clock.now())
    clock.shift(timedelta(minutes=2))
    reconcile(at=shop_clock.now())
    assert Payment.objects.get().doubt == "other_amount"
    assert give_up(payment=payment, by="staff")
    assert look() == 0
    assert Payment.objects.values_list("state", "doubt", "ask_at").get() == ("cancelled", "", None)


def test_what_is_known_already_is_not_asked_about(clock, order, monkeypatch):
    payment = pay(order)
    at_bank(payment)
    clock.shift(timedelta(minutes=2))
    reconcile(at=shop_clock.now())
    assert (facts(), look()) == (("succeeded", "paid"), 0)


def test_many_entries_are_looked_up_in_handfuls(
    clock, order, called_off, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(overlooked, "BATCH", 2)
    refs = [str(called_off.ref), *(f"{number:032x}" for number in range(4))]
    now = shop_clock.now()
    with_statement(
        monkeypatch,
        [Entry(ref=ref, bank_ref="", amount=3070, currency="EUR", at=now) for ref in refs],
    )
    with django_assert_num_queries(3):
        assert find_overlooked(at=now) == 1


def with_statement(monkeypatch, entries):
    monkeypatch.setattr(testbank, "CAPABILITIES", frozenset({Capability.STATEMENT}))
    monkeypatch.setattr(testbank, "statement", lambda _start, _end: entries)
