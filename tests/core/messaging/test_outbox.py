from datetime import timedelta

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.core.messaging import gate, outbox
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, State
from shop.core.messaging.models.message import TRANSITIONS
from shop.core.messaging.reasons import Reason
from tests.conftest import NOON


def state(message):
    message.refresh_from_db()
    return message.state


def steps(message):
    return list(message.events.values_list("from_state", "to_state", "reason"))


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


def test_claim_next_takes_orders_before_reminders_and_old_before_new(put):
    asked = put(MessageClass.ASKED_FOR)
    later = put(MessageClass.ORDER, due_at=NOON)
    sooner = put(MessageClass.ORDER, due_at=NOON - timedelta(hours=1))
    put(MessageClass.ORDER, due_at=NOON + timedelta(seconds=1))
    claimed = [outbox.claim_next(at=NOON) for _ in range(4)]
    assert claimed == [sooner, later, asked, None]


def test_claim_next_marks_the_attempt_before_it_is_made(put):
    put()
    message = outbox.claim_next(at=NOON)
    row = Message.objects.get()
    assert (row.state, row.attempts, row.attempted_at) == (State.SENDING, 1, NOON)
    assert steps(message) == [("due", "sending", "")]


def test_only_the_record_of_what_was_sent_may_be_lost(put):
    """The claim waits for the disk: a lost one would let a mail go twice."""
    put()
    with CaptureQueriesContext(connection) as claim:
        message = outbox.claim_next(at=NOON)
    with CaptureQueriesContext(connection) as record:
        outbox.record_sent(message, at=NOON)
    lazy = [sum("synchronous_commit" in q["sql"] for q in found) for found in (claim, record)]
    assert lazy == [0, int(connection.vendor == "postgresql")]


def test_claim_next_puts_off_and_skips_as_the_gate_says(put, monkeypatch):
    waiting, refused, free = put(), put(), put()
    until = NOON + timedelta(hours=9)
    answers = {
        waiting.pk: gate.Objection(Reason.QUIET_HOURS, until),
        refused.pk: gate.Objection(Reason.SUPPRESSED),
    }
    monkeypatch.setattr(gate, "_rules", [lambda message, _at: answers.get(message.pk)])
    assert outbox.claim_next(at=NOON) == free
    assert outbox.claim_next(at=NOON) is None
    assert (state(waiting), waiting.due_at, waiting.reason) == (State.DUE, until, "quiet_hours")
    assert (state(refused), refused.reason) == (State.SKIPPED, "suppressed")
    assert steps(waiting) == [("due", "due", "quiet_hours")]


def test_claim_next_sends_nothing_past_a_broken_rule(put, monkeypatch):
    message = put()

    def broken(message, _at):
        Message.objects.filter(pk=message.pk).update(kind="spoilt")
        raise ZeroDivisionError

    monkeypatch.setattr(gate, "_rules", [broken])
    assert outbox.claim_next(at=NOON) is None
    assert (state(message), message.reason, message.kind) == (State.DUE, "gate_error", "test")
    assert message.due_at == NOON + outbox.GATE_PAUSE


def test_record_not_sent_tries_again_later_and_at_last_gives_up(put):
    message = put()
    at = NOON
    for delay in outbox.RETRY_AFTER:
        claimed = outbox.claim_next(at=at)
        assert outbox.record_not_sent(claimed, reason=Reason.UNREACHABLE, at=at)
        assert outbox.claim_next(at=at + delay - timedelta(seconds=1)) is None
        at += delay
    assert outbox.record_not_sent(outbox.claim_next(at=at), reason=Reason.UNREACHABLE, at=at)
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
    outbox.claim_next(at=NOON)
    dead = NOON + outbox.SENDER_PRESUMED_DEAD
    assert outbox.settle_interrupted(at=dead) == 0
    assert outbox.settle_interrupted(at=dead + timedelta(seconds=1)) == 1
    assert (state(message), message.reason) == (settled, "interrupted")
    assert outbox.settle_interrupted(at=dead + timedelta(seconds=1)) == 0


@pytest.mark.parametrize("message_class", [MessageClass.ORDER, MessageClass.SERVICE])
def test_the_late_report_of_a_sender_thought_dead_counts(put, message_class):
    put(message_class)
    message = outbox.claim_next(at=NOON)
    outbox.settle_interrupted(at=NOON + timedelta(hours=1))
    assert outbox.record_sent(message, at=NOON + timedelta(hours=1))
    assert state(message) == State.SENT


def test_a_late_report_on_an_older_attempt_changes_nothing(put):
    put(MessageClass.ORDER)
    first = outbox.claim_next(at=NOON)
    outbox.settle_interrupted(at=NOON + timedelta(hours=1))
    outbox.claim_next(at=NOON + timedelta(hours=2))
    assert not outbox.record_refused(first)
    assert not outbox.record_sent(first, at=NOON)
    assert state(first) == State.SENDING


def test_send_again_is_for_unknown_and_failed_alone(put):
    unknown, failed, due = put(), put(), put(due_at=NOON + timedelta(days=1))
    outbox.record_unclear(outbox.claim_next(at=NOON), reason=Reason.UNCLEAR, at=NOON)
    outbox.record_refused(outbox.claim_next(at=NOON))
    for message in (unknown, failed, due):
        message.refresh_from_db()
    assert [outbox.send_again(m, at=NOON) for m in (unknown, failed, due)] == [True, True, False]
    assert (state(unknown), state(failed)) == (State.DUE, State.DUE)
    assert steps(unknown)[-1] == ("unknown", "due", "resent")


@pytest.mark.parametrize("origin", State)
@pytest.mark.parametrize("to", State)
def test_move_follows_the_table_of_transitions(put, origin, to):
    message = put()
    Message.objects.update(state=origin)
    message.refresh_from_db()
    if to in TRANSITIONS[origin]:
        outbox._move(message, to)
        assert state(message) == to
    else:
        with pytest.raises(ValueError, match="never goes"):
            outbox._move(message, to)
        assert state(message) == origin


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


def test_claim_ends_where_a_rule_puts_off_to_the_past(put, monkeypatch):
    put()
    asked = []

    def to_the_past(message, at):
        asked.append(at)
        assert len(asked) == 1
        return gate.Objection(Reason.QUIET_HOURS, at - timedelta(hours=1))

    monkeypatch.setattr(gate, "_rules", [to_the_past])
    assert outbox.claim_next(at=NOON) is None
    assert Message.objects.get().due_at == NOON + outbox.SHORTEST_PAUSE
    assert len(asked) == 1
