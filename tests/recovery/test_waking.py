"""A failed payment wakes recovery in its own transaction, and never fails with it (R8, R17)."""

import pytest
from django.core import mail
from django.db import DatabaseError

from checkout.models import Payment
from checkout.payments.asking import ask_about
from recovery.episodes.ledger import entries
from recovery.models import Alert, Episode, Wake
from recovery.sweeping import handle_wakes
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.conftest import NOON
from tests.orders import at_bank, pay
from tests.recovery.conftest import HOUR, MINUTE

TWO_MINUTES = 2 * MINUTE


def wake():
    return handle_wakes(at=shop_clock.now())


def told(episode):
    return [(e.decision.value, e.code.value) for e in entries(episode)]


def test_a_failed_payment_leaves_a_wake_and_an_alert(street):
    payment = street.fail_to_pay()
    assert Wake.objects.values_list("payment", "kind", "handled_at").get() == (
        payment.pk,
        "payment_failed",
        None,
    )
    assert Alert.objects.values_list("payment", "tell_at", "seen_at").get() == (
        payment.pk,
        NOON,
        None,
    )


def test_they_stand_or_fall_with_the_settlement(street, monkeypatch):
    def fails(payment):
        raise DatabaseError

    monkeypatch.setattr("checkout.payments.settling.tell", fails)
    with pytest.raises(DatabaseError):
        street.fail_to_pay()
    assert Payment.objects.get().state == "started"
    assert not Wake.objects.exists()


def test_recovery_that_breaks_costs_the_shopper_nothing(street, monkeypatch):
    monkeypatch.setattr(Wake.objects, "create", lambda **_: 1 / 0)
    payment = street.fail_to_pay()
    assert (payment.state, Alert.objects.count()) == ("failed", 0)
    assert street.buy(payment.order).state == "paid"


def test_the_bank_page_left_is_no_failure(street):
    street.fail_to_pay(error="left")
    assert (Wake.objects.count(), Alert.objects.count()) == (0, 0)


def test_a_failure_opens_an_episode_at_once_without_consent(street):
    street.fail_to_pay(error="no_funds", wants_reminders=False)
    assert wake() == 1
    assert wake() == 0
    episode = Episode.objects.get()
    assert (episode.depth, episode.cause, episode.state) == (5, "payment_declined", "open")
    assert told(episode) == [("noticed", "payment_failed"), ("planned", "fact_told")]


def test_the_person_is_told_once(street):
    payment = street.fail_to_pay(error="no_funds")
    wake()
    assert send_due(limit=10).total() == 0
    street.clock.shift(TWO_MINUTES)
    send_due(limit=10)
    street.after(HOUR)
    send_due(limit=10)
    (sent,) = mail.outbox
    number = payment.order.reference
    assert sent.subject == f"Your payment for order {number} did not go through"
    assert "there is not enough money on the account" in sent.body
    assert "Nothing was charged" in sent.body
    assert sent.from_email == "Camille (demo) <care@demo.example>"


def test_it_is_told_at_night_too(street):
    street.clock.shift(12 * HOUR)
    street.fail_to_pay()
    wake()
    street.clock.shift(TWO_MINUTES)
    assert send_due(limit=10).total() == 1


def test_whoever_pays_at_the_second_try_is_not_told_of_the_first(street):
    payment = street.fail_to_pay()
    wake()
    street.buy(payment.order)
    street.clock.shift(TWO_MINUTES)
    send_due(limit=10)
    assert [m.subject for m in mail.outbox] == [f"Your order {payment.order.reference} at Panier"]
    assert told(Episode.objects.get())[-1] == ("not_sent", "bought")


def test_of_two_failures_only_the_last_is_told(street):
    first = street.fail_to_pay(error="no_funds")
    wake()
    street.clock.shift(MINUTE)
    street.fail_to_pay(first.order, error="wrong_code")
    wake()
    street.clock.shift(TWO_MINUTES)
    send_due(limit=10)
    (sent,) = mail.outbox
    assert "security code" in sent.body
    reasons = Message.objects.order_by("pk").values_list("state", "reason")
    assert list(reasons) == [("skipped", "came_back"), ("sent", "")]


def test_while_another_attempt_is_under_way_nothing_is_told(street):
    payment = street.fail_to_pay()
    wake()
    pay(payment.order)
    street.clock.shift(TWO_MINUTES)
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get().reason == "superseded"


def test_a_wake_that_comes_late_finds_the_order_paid(street):
    payment = street.fail_to_pay()
    street.buy(payment.order)
    assert wake() == 2
    assert not Episode.objects.exists()


def test_a_wake_is_left_to_the_next_sweep_if_its_worker_fails(street, monkeypatch):
    street.fail_to_pay()
    monkeypatch.setattr("recovery.sweeping.notice_failure", lambda **_: 1 / 0)
    assert wake() == 0
    monkeypatch.undo()
    assert street.after(MINUTE) == {"woken": 1}


def test_a_worker_is_woken_after_the_commit(
    street, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("shop.core.workers.wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        payment = pay(street.leave("payment"))
        at_bank(payment, "refused", error="declined")
        ask_about(payment)
    assert woken == ["recovery.tasks.handle_payments"]
