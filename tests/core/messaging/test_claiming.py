from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.core.messaging import gate
from shop.core.messaging.claiming import GATE_PAUSE, SHORTEST_PAUSE, claim, release
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.handing_over import ITS_TURN, hand_over, record_sent
from shop.core.messaging.models import Message, State
from shop.core.messaging.reasons import Reason
from tests.conftest import NOON
from tests.core.messaging.claims import claim_first, state, steps


def test_claim_takes_orders_before_reminders_and_old_before_new(put):
    asked = put(MessageClass.ASKED_FOR)
    later = put(MessageClass.ORDER, due_at=NOON)
    sooner = put(MessageClass.ORDER, due_at=NOON - timedelta(hours=1))
    put(MessageClass.ORDER, due_at=NOON + timedelta(seconds=1))
    claimed = [claim_first(NOON) for _ in range(4)]
    assert claimed == [sooner, later, asked, None]


def test_claim_marks_the_attempt_before_it_is_made(put):
    put()
    message = claim_first(NOON)
    row = Message.objects.get()
    assert (row.state, row.attempts, row.attempted_at) == (State.SENDING, 1, NOON)
    assert steps(message) == [("due", "sending", "")]


def test_only_the_record_of_what_was_sent_may_be_lost(put):
    """The claim waits for the disk, and so does handing over: a lost one would let a mail go twice."""
    put()
    with CaptureQueriesContext(connection) as claim:
        message = claim_first(NOON)
    with CaptureQueriesContext(connection) as handing:
        hand_over(message, at=NOON)
    with CaptureQueriesContext(connection) as record:
        record_sent(message, at=NOON, may_be_lost=True)
    lazy = [
        sum("synchronous_commit" in q["sql"] for q in found) for found in (claim, handing, record)
    ]
    assert lazy == [0, 0, int(connection.vendor == "postgresql")]


def test_claim_puts_off_and_skips_as_the_gate_says(put, monkeypatch):
    waiting, refused, free = put(), put(), put()
    until = NOON + timedelta(hours=9)
    answers = {
        waiting.pk: gate.Objection(Reason.QUIET_HOURS, until),
        refused.pk: gate.Objection(Reason.SUPPRESSED),
    }
    monkeypatch.setattr(gate, "_rules", [])
    gate.rule(lambda message, _at: answers.get(message.pk))
    assert claim_first(NOON) == free
    assert claim_first(NOON) is None
    assert (state(waiting), waiting.due_at, waiting.reason) == (State.DUE, until, "quiet_hours")
    assert (state(refused), refused.reason) == (State.SKIPPED, "suppressed")
    assert steps(waiting) == [("due", "due", "quiet_hours")]


def test_claim_sends_nothing_past_a_broken_rule(put, monkeypatch):
    message = put()

    def broken(message, _at):
        Message.objects.filter(pk=message.pk).update(kind="spoilt")
        raise ZeroDivisionError

    monkeypatch.setattr(gate, "_rules", [])
    gate.rule(broken)
    assert claim_first(NOON) is None
    assert (state(message), message.reason, message.kind) == (State.DUE, "gate_error", "test")
    assert message.due_at == NOON + GATE_PAUSE


def test_claim_ends_where_a_rule_puts_off_to_the_past(put, monkeypatch):
    put()
    asked = []

    def to_the_past(message, at):
        asked.append(at)
        assert len(asked) == 1
        return gate.Objection(Reason.QUIET_HOURS, at - timedelta(hours=1))

    monkeypatch.setattr(gate, "_rules", [])
    gate.rule(to_the_past)
    assert claim_first(NOON) is None
    assert Message.objects.get().due_at == NOON + SHORTEST_PAUSE
    assert len(asked) == 1


def test_one_broken_rule_keeps_one_message_and_not_the_others(put, monkeypatch):
    broken, *others = put(), put(), put()

    def breaks_at_the_first(message, _at):
        if message.pk == broken.pk:
            raise ZeroDivisionError

    monkeypatch.setattr(gate, "_rules", [])
    gate.rule(breaks_at_the_first)
    assert claim(at=NOON, limit=10) == others
    assert (state(broken), broken.reason) == (State.DUE, "gate_error")
    assert [(state(each), each.attempts) for each in others] == [(State.SENDING, 1)] * 2


def test_what_is_released_is_due_again_and_no_attempt_was_made(put):
    put(), put()
    first, second = claim(at=NOON, limit=10)
    release([second], at=NOON)
    assert (state(first), first.attempts) == (State.SENDING, 1)
    assert (state(second), second.attempts, second.due_at) == (State.DUE, 0, NOON)
    assert steps(second) == [("due", "sending", ""), ("sending", "due", "released")]


def test_what_somebody_else_has_settled_is_not_released(put):
    """A sender that stood still finds its claims settled, or claimed anew: both stay as they are."""
    put(), put(), put()
    settled, claimed_anew, mine = claim(at=NOON, limit=10)
    assert record_sent(Message.objects.get(pk=settled.pk), at=NOON)
    Message.objects.filter(pk=claimed_anew.pk).update(attempts=2)
    release([settled, claimed_anew, mine], at=NOON)
    assert [
        (state(each), Message.objects.get(pk=each.pk).attempts)
        for each in (settled, claimed_anew, mine)
    ] == [
        (State.SENT, 1),
        (State.SENDING, 2),
        (State.DUE, 0),
    ]
    assert [steps(each)[1:] for each in (settled, claimed_anew, mine)] == [
        [],
        [],
        [("sending", "due", "released")],
    ]


@pytest.mark.parametrize("count", [1, 9])
def test_many_are_released_with_the_queries_of_one(put, count, django_assert_num_queries):
    for _ in range(count):
        put()
    claimed = claim(at=NOON, limit=count)
    with django_assert_num_queries(3):  # lock, move, events
        release(claimed, at=NOON)
    assert Message.objects.filter(state=State.DUE, attempts=0).count() == count


def test_nothing_is_released_without_a_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        release([], at=NOON)


def test_a_claim_is_handed_over_in_its_turn_or_not_at_all(put):
    """From then on another reminder of the person may be claimed: both would go."""
    put()
    message = claim_first(NOON)
    assert not hand_over(message, at=NOON + ITS_TURN)
    assert Message.objects.get().handed_at is None
    assert hand_over(message, at=NOON + ITS_TURN - timedelta(microseconds=1))


def test_a_claim_of_many_makes_the_queries_of_one(put, django_assert_num_queries):
    for _ in range(2):
        put(MessageClass.SERVICE)
    with django_assert_num_queries(6):  # lock, suppressions, move, events, and begin and end
        assert len(claim(at=NOON, limit=1)) == 1
    for _ in range(9):
        put(MessageClass.SERVICE)
    with django_assert_num_queries(6):  # lock, suppressions, move, events, and begin and end
        assert len(claim(at=NOON, limit=10)) == 10
