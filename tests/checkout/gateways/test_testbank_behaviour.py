"""The test bank behaves as its visitor chose: when it answers, how the shop hears of it, how it gives back."""

import uuid
from datetime import timedelta

import pytest

from checkout.gateways.interface import Outcome, RefundOutcome
from checkout.gateways.testbank import bank
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.forms import BehaviourForm
from checkout.gateways.testbank.models import Answer, BankNotification, BankPayment
from checkout.models import Payment, Refund
from shop.core import clock as shop_clock

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
MINUTES = timedelta(minutes=1)


@pytest.fixture
def taken_on(clock):
    return bank.take_on(
        ref=uuid.uuid4(), amount=1780, currency="EUR", return_url="x", notify_url="x"
    )


@pytest.fixture
def payment(taken_on):
    return Payment(ref=taken_on.ref, amount=1780, currency="EUR")


def accepted(taken_on, **behaviour):
    bank.behave(payment=taken_on, **behaviour)
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED)


def refund_of(payment, amount):
    return Refund(ref=uuid.uuid4(), payment=payment, amount=amount)


@pytest.mark.parametrize(
    ("when", "minutes"), [("minute", 1), ("stubborn", 45), ("after_all", 45), ("hours", 180)]
)
def test_it_answers_when_it_was_told_to(clock, taken_on, payment, when, minutes):
    accepted(taken_on, when=when)
    clock.shift(minutes * MINUTES - timedelta(seconds=1))
    assert testbank.fetch(payment).outcome is Outcome.PENDING
    clock.shift(1)
    assert testbank.fetch(payment).outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize(
    ("when", "said", "in_the_end"),
    [
        ("minute", Outcome.CANCELLED, Outcome.CANCELLED),
        ("stubborn", Outcome.PENDING, Outcome.SUCCEEDED),
        ("after_all", Outcome.CANCELLED, Outcome.SUCCEEDED),
        ("hours", Outcome.CANCELLED, Outcome.SUCCEEDED),
    ],
)
def test_called_off_while_it_thinks(clock, taken_on, payment, when, said, in_the_end):
    accepted(taken_on, when=when)
    assert testbank.cancel(payment).outcome is said
    assert testbank.fetch(payment).outcome is said
    clock.shift(timedelta(hours=4))
    assert testbank.fetch(payment).outcome is in_the_end


@pytest.mark.parametrize(
    ("telling", "messages", "events"),
    [("once", 1, 1), ("twice", 2, 1), ("two_events", 2, 2), ("first", 1, 1), ("never", 0, 0)],
)
def test_it_tells_as_often_as_it_was_told_to(taken_on, telling, messages, events):
    accepted(taken_on, telling=telling)
    ids = BankNotification.objects.values_list("event_id", flat=True)
    assert (len(ids), len(set(ids))) == (messages, events)


def test_how_it_behaves_is_settled_with_its_answer(taken_on):
    accepted(taken_on, telling="never")
    assert bank.behave(payment=taken_on, telling="twice") is False
    assert bank.ask_to_confirm(payment=taken_on) is False
    assert BankPayment.objects.values_list("telling", "is_confirming").get() == ("never", False)


@pytest.mark.parametrize(
    ("giving", "at_first", "in_the_end", "error"),
    [
        ("at_once", RefundOutcome.SUCCEEDED, RefundOutcome.SUCCEEDED, ""),
        ("later", RefundOutcome.PENDING, RefundOutcome.SUCCEEDED, ""),
        ("closed", RefundOutcome.FAILED, RefundOutcome.FAILED, "account closed"),
        ("returned", RefundOutcome.SUCCEEDED, RefundOutcome.FAILED, "account closed"),
    ],
)
def test_it_gives_back_as_it_was_told_to(
    clock, taken_on, payment, giving, at_first, in_the_end, error
):
    accepted(taken_on, giving=giving)
    refund = refund_of(payment, 1000)
    assert testbank.refund(refund).outcome is at_first
    clock.shift(61)
    report = testbank.refund(refund)
    assert (report.outcome, report.error, report.amount) == (in_the_end, error, 1000)


def test_what_came_back_from_a_closed_account_can_be_given_again(clock, taken_on, payment):
    accepted(taken_on, giving="returned")
    testbank.refund(refund_of(payment, 1780))
    assert testbank.refund(refund_of(payment, 1780)).error == "more than was charged"
    clock.shift(61)
    assert testbank.refund(refund_of(payment, 1780)).outcome is RefundOutcome.SUCCEEDED


def test_of_an_unknown_payment_nothing_is_given_back(db):
    stranger = Payment(ref=uuid.uuid4(), amount=1780, currency="EUR")
    assert testbank.refund(refund_of(stranger, 1)).error == "unknown payment"


def test_its_books_say_when_money_moved_and_came_back(clock, taken_on, payment):
    accepted(taken_on, when="minute", giving="returned")
    day = timedelta(days=1)
    start = shop_clock.now() - day
    assert testbank.statement(start, start + 2 * day) == []
    clock.shift(60)
    testbank.refund(refund_of(payment, 1000))
    assert amounts(start) == [(60, 1780), (60, -1000)]
    clock.shift(60)
    assert amounts(start) == [(60, 1780), (60, -1000), (120, 1000)]


def amounts(start):
    day = timedelta(days=1)
    entries = testbank.statement(start, start + 2 * day)
    return [(int((entry.at - start - day).total_seconds()), entry.amount) for entry in entries]


@pytest.mark.parametrize("nonsense", [{}, {"when": "x", "telling": "", "giving": "<b>"}])
def test_a_form_that_makes_no_sense_is_a_bank_as_usual(taken_on, nonsense):
    assert BehaviourForm(nonsense).behaviour() == {"is_led_back": True, "is_promise": False}
    accepted(taken_on, **BehaviourForm(nonsense).behaviour())
    assert BankPayment.objects.values_list("when", "telling", "giving", "answer").get() == (
        "now",
        "once",
        "at_once",
        "accepted",
    )
