from datetime import timedelta

import pytest
from celery import current_app
from django.db import IntegrityError, transaction

from shop.core.messaging import outbox
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.handing_over import hand_over, record_sent
from shop.core.messaging.models import Message, State
from shop.core.messaging.reasons import Reason
from tests.conftest import NOON
from tests.core.messaging.claims import claim_first, state, steps


def test_enqueue_tells_a_fact_once(put):
    first = put(about="order:1", recipient="jane@example.com")
    assert put(about="order:1", recipient="other@example.com") == first
    assert Message.objects.get().recipient == "jane@example.com"


def test_enqueue_leaves_nothing_after_a_rollback(put):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_enqueue_wakes_a_sender_after_the_commit(
    put, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_: woken.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        put(about="order:1")
        put(about="order:1")
        assert woken == []
    assert woken == ["shop.core.messaging.tasks.send_due_messages"]


def test_enqueue_does_not_mind_a_lost_broker(put, monkeypatch, django_capture_on_commit_callbacks):
    def unreachable(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        put()
    assert Message.objects.get().state == State.DUE


def test_record_not_sent_tries_again_later_and_at_last_gives_up(put):
    message = put()
    at = NOON
    for delay in outbox.RETRY_AFTER:
        claimed = claim_first(at)
        assert outbox.record_not_sent(claimed, reason=Reason.UNREACHABLE, at=at)
        assert claim_first(at + delay - timedelta(seconds=1)) is None
        at += delay
    assert outbox.record_not_sent(claim_first(at), reason=Reason.UNREACHABLE, at=at)
    assert (state(message), message.reason) == (State.FAILED, "gave_up")


@pytest.mark.parametrize(
    ("message_class", "settled"),
    [
        (MessageClass.ORDER, State.DUE),
        (MessageClass.SERVICE, State.UNKNOWN),
        (MessageClass.ASKED_FOR, State.UNKNOWN),
    ],
)
def test_settle_interrupted_by_class(put, message_class, settled):
    message = put(message_class)
    assert hand_over(claim_first(NOON), at=NOON)
    dead = NOON + outbox.SENDER_PRESUMED_DEAD
    assert outbox.settle_interrupted(at=dead) == 0
    assert outbox.settle_interrupted(at=dead + timedelta(seconds=1)) == 1
    assert (state(message), message.reason) == (settled, "interrupted")
    assert outbox.settle_interrupted(at=dead + timedelta(seconds=1)) == 0


@pytest.mark.parametrize("message_class", [MessageClass.ORDER, MessageClass.SERVICE])
def test_the_late_report_of_a_sender_thought_dead_counts(put, message_class):
    put(message_class)
    message = claim_first(NOON)
    assert hand_over(message, at=NOON)
    outbox.settle_interrupted(at=NOON + timedelta(hours=1))
    assert record_sent(message, at=NOON + timedelta(hours=1))
    assert state(message) == State.SENT


def test_what_was_claimed_and_never_handed_over_is_due_again(put):
    """Its sender was killed before its turn came; if it is only slow, it finds itself fenced."""
    put(MessageClass.SERVICE)
    message = claim_first(NOON)
    later = NOON + timedelta(hours=1)
    assert outbox.settle_interrupted(at=later) == 1
    assert not hand_over(message, at=later)
    again = claim_first(later)
    assert not hand_over(message, at=later)
    assert hand_over(again, at=later)
    assert not hand_over(again, at=later)
    assert steps(message)[1:] == [("sending", "due", "released"), ("due", "sending", "")]


def test_a_late_report_on_an_older_attempt_changes_nothing(put):
    put(MessageClass.ORDER)
    first = claim_first(NOON)
    outbox.settle_interrupted(at=NOON + timedelta(hours=1))
    claim_first(NOON + timedelta(hours=2))
    assert not outbox.record_refused(first)
    assert not record_sent(first, at=NOON)
    assert state(first) == State.SENDING


def test_send_again_is_for_unknown_and_failed_alone(put):
    unknown, failed, due = put(), put(), put(due_at=NOON + timedelta(days=1))
    outbox.record_unclear(claim_first(NOON), reason=Reason.UNCLEAR, at=NOON)
    outbox.record_refused(claim_first(NOON))
    for message in (unknown, failed, due):
        message.refresh_from_db()
    assert [outbox.send_again(m, at=NOON) for m in (unknown, failed, due)] == [True, True, False]
    assert (state(unknown), state(failed)) == (State.DUE, State.DUE)
    assert steps(unknown)[-1] == ("unknown", "due", "resent")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("message_state_known", {"state": "lost"}),
        ("message_class_known", {"message_class": "newsletter"}),
        ("message_attempt_has_time", {"attempts": 1}),
    ],
)
def test_the_database_refuses(put, name, change):
    put()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Message.objects.update(**change)


def test_the_database_refuses_to_tell_a_fact_twice(put):
    put(about="order:1")
    put(about="order:2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(about="order:1")
