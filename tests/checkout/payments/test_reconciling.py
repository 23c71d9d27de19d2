"""With the way back and every notification lost, a payment is settled all the same (S8.3)."""

from datetime import timedelta

import pytest

from checkout.gateways.interface import Notification, Unreachable
from checkout.gateways.testbank import bank
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import Answer, BankPayment, Telling, When
from checkout.models import Order, ParkedEvent, Payment
from checkout.payments.asking import ask_about, hear
from checkout.payments.reconciling import CLEAR_WITHIN, PARKED_FOR, reconcile, unclear
from shop.core import clock as shop_clock
from tests.factories import DeliveryMethodFactory
from tests.orders import HOUR, at_bank, pay, ready_order

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def order(clock, variant):
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


@pytest.fixture
def payment(order):
    return pay(order)


def unreachable(*_args, **_kwargs):
    raise Unreachable


def look():
    return reconcile(at=shop_clock.now())


def facts(payment):
    payment.refresh_from_db()
    return payment.state, payment.doubt, payment.ask_at is None


@pytest.mark.parametrize(
    ("answer", "state", "order_state"),
    [(Answer.ACCEPTED, "succeeded", "paid"), (Answer.REFUSED, "failed", "awaiting_payment")],
)
def test_a_lost_return_and_a_lost_notification_are_made_good(
    clock, order, payment, answer, state, order_state
):
    at_bank(payment, answer, error="declined" if answer == Answer.REFUSED else "")
    assert look() == {"payments": 0, "parked": 0}  # its shopper has hardly left
    clock.shift(MINUTE)
    assert look() == {"payments": 1, "parked": 0}
    assert facts(payment) == (state, "", True)
    assert Order.objects.get().state == order_state
    assert look() == {"payments": 0, "parked": 0}


def test_an_undecided_payment_is_asked_about_ever_more_seldom(clock, payment, monkeypatch):
    asked = []
    fetch = testbank.fetch
    monkeypatch.setattr(testbank, "fetch", lambda each: asked.append(each.pk) or fetch(each))
    for _minute in range(120):
        clock.shift(MINUTE)
        look()
    assert len(asked) == 7  # after 1, 3, 5, 10, 25, 55 and 115 minutes
    assert facts(payment) == ("started", "", False)


def test_a_silent_bank_is_a_doubt_after_a_day_and_none_once_it_answers(clock, payment, monkeypatch):
    at_bank(payment)
    with monkeypatch.context() as patch:
        patch.setattr(testbank, "fetch", unreachable)
        clock.shift(CLEAR_WITHIN)
        look()
        assert facts(payment) == ("started", "", False)
        clock.shift(HOUR)
        look()
    assert facts(payment) == ("started", "silent", False)
    assert list(unclear(at=shop_clock.now())) == [payment]
    clock.shift(HOUR)
    look()
    assert facts(payment) == ("succeeded", "", True)
    assert not unclear(at=shop_clock.now()).exists()


def test_a_wrong_amount_stays_in_doubt_until_somebody_looks(clock, payment):
    at_bank(payment)
    BankPayment.objects.update(amount=1)
    clock.shift(MINUTE)
    look()
    assert facts(payment) == ("started", "other_amount", False)


def test_what_was_given_up_unanswered_is_called_off_when_the_bank_is_back(
    clock, order, monkeypatch
):
    with monkeypatch.context() as patch:
        start = testbank.start

        def takes_it_on_and_does_not_answer(payment, **urls):
            start(payment, **urls)
            raise Unreachable

        patch.setattr(testbank, "start", takes_it_on_and_does_not_answer)
        payment = pay(order)
    assert (payment.state, payment.error) == ("failed", "unreachable")
    clock.shift(MINUTE)
    assert look() == {"payments": 1, "parked": 0}
    assert BankPayment.objects.get().answer == "cancelled"
    assert facts(payment) == ("failed", "", True)


def test_what_was_given_up_is_asked_about_until_the_bank_has_thought_it_over(clock, payment):
    """It calls off nothing that it thinks about, tells nobody, and says no in the end."""
    bank.behave(payment=BankPayment.objects.get(), when=When.STUBBORN, telling=Telling.NEVER)
    at_bank(payment, Answer.REFUSED, error="declined")
    Payment.objects.update(state="failed", error="unreachable", ask_at=shop_clock.now())
    assert look() == {"payments": 0, "parked": 0}
    assert facts(payment) == ("failed", "", False)
    clock.shift(HOUR)
    assert look() == {"payments": 1, "parked": 0}
    assert facts(payment) == ("failed", "", True)


def test_a_doubt_about_what_was_given_up_ends_with_it(clock, payment, monkeypatch):
    Payment.objects.update(state="failed", error="unreachable", settled_at=shop_clock.now())
    clock.shift(CLEAR_WITHIN + HOUR)
    with monkeypatch.context() as patch:
        patch.setattr(testbank, "cancel", unreachable)
        look()
    assert facts(payment) == ("failed", "silent", False)
    clock.shift(HOUR)
    look()
    assert facts(payment) == ("failed", "", True)


def test_a_bare_notification_about_what_was_called_off_is_asked_about(clock, order, payment):
    """Some banks tell no more than that something has happened."""
    at_bank(payment)
    Payment.objects.update(state="cancelled", ask_at=None)
    hear("testbank", Notification(payment.ref.hex))
    look()
    assert facts(payment) == ("succeeded", "", True)


def test_a_promise_that_comes_too_late_is_called_off(clock, order, payment):
    bank.behave(payment=BankPayment.objects.get(), is_promise=True)
    at_bank(payment)
    Payment.objects.update(state="cancelled", ask_at=None)
    assert ask_about(payment).state == "cancelled"
    look()
    assert facts(payment) == ("cancelled", "", True)
    assert BankPayment.objects.get().answer == "cancelled"


def test_a_gateway_in_use_no_longer_is_a_doubt(clock, payment, settings):
    settings.GATEWAYS = []
    clock.shift(MINUTE)
    look()
    assert facts(payment) == ("started", "unknown_gateway", False)


def test_one_that_fails_does_not_keep_the_others(clock, order, variant, monkeypatch):
    broken = pay(order)
    other = pay(ready_order({variant: 1}, method=order.delivery_method))
    at_bank(other)
    fetch = testbank.fetch

    def half_broken(payment):
        if payment == broken:
            raise ZeroDivisionError
        return fetch(payment)

    monkeypatch.setattr(testbank, "fetch", half_broken)
    clock.shift(MINUTE)
    assert look() == {"payments": 1, "parked": 0}
    assert facts(other) == ("succeeded", "", True)


def test_a_parked_event_finds_its_payment_when_that_turns_up(clock, payment):
    at_bank(payment)
    gone = Payment.objects.values().get()
    Payment.objects.all().delete()
    hear("testbank", Notification(payment.ref.hex, event_id="evt"))
    assert look() == {"payments": 0, "parked": 0}
    Payment.objects.create(**{**gone, "ask_at": None})  # restored from a backup
    clock.shift(HOUR)
    assert look() == {"payments": 0, "parked": 1}
    assert facts(Payment.objects.get()) == ("succeeded", "", True)
    assert not ParkedEvent.objects.exists()


def test_a_parked_event_is_looked_for_no_longer_than_it_helps(clock):
    hear("testbank", Notification("of another shop", event_id="evt"))
    look()
    clock.shift(PARKED_FOR + HOUR)
    look()
    assert ParkedEvent.objects.values_list("ask_at", flat=True).get() is None
