"""Too many complaints pause reminders, for the whole shop, until somebody lifts the pause (R12)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shop.core import clock as shop_clock
from shop.core.messaging import pausing
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Case, Objection, judge
from shop.core.messaging.models import Message, Pause, Purpose, State
from shop.core.messaging.pausing import lift, pause_if_complained_of, paused_since
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import record_consent
from shop.core.messaging.reasons import Reason
from tests.admin_rows import feedback
from tests.conftest import NOON
from tests.core.messaging.claims import claim_first
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reminders(total, *, at=NOON, state=State.SENT, message_class=MessageClass.REMINDER):
    """Let ``total`` reminders have been sent, each to somebody of their own; return them."""
    from tests.admin_rows import person

    started = Message.objects.count()
    return Message.objects.bulk_create(
        Message(
            kind="test", about=f"sent:{started + n}", message_class=message_class, person=person(),
            recipient="", language="fr", priority=2, state=state, attempts=1, attempted_at=at,
        )
        for n in range(total)
    )  # fmt: skip


def complain(*about):
    for message in about:
        feedback(message=message, reason="complained", digest=f"{message.pk:064}")
    return pause_if_complained_of(at=shop_clock.now())


@pytest.fixture
def low(monkeypatch):
    """The limit at 1 in 20, so that a test need not make thousands of rows."""
    monkeypatch.setattr(pausing, "ONE_IN", 20)


def test_the_limit_is_two_people_and_one_in_a_thousand():
    assert (pausing.FEWEST, pausing.ONE_IN, pausing.WINDOW) == (2, 1000, 30 * DAY)


@pytest.mark.parametrize(
    ("sent", "complaints", "is_paused"),
    [(20, 1, False), (2, 1, False), (20, 2, True), (40, 2, True), (41, 2, False), (41, 3, True)],
)
def test_a_pause_comes_at_the_limit_and_not_of_one_person(clock, low, sent, complaints, is_paused):
    pause = complain(*reminders(sent)[:complaints])
    assert (pause is not None) is is_paused
    assert paused_since() == (NOON if is_paused else None)
    if pause:
        assert (pause.complaints, pause.sent, pause.lifted_at) == (complaints, sent, None)


def test_what_is_no_reminder_does_not_count(clock, low):
    orders = reminders(2, message_class=MessageClass.ORDER)
    reminders(2, state=State.FAILED)
    assert complain(*orders) is None


def test_one_person_who_complains_twice_is_one(clock, low):
    first, second = reminders(2)
    Message.objects.filter(pk=second.pk).update(person=first.person)
    second.refresh_from_db()
    assert complain(first, second) is None


def test_what_was_sent_long_ago_does_not_count(clock, low):
    old = reminders(2, at=NOON - 30 * DAY - HOUR)
    assert complain(*old) is None


def test_there_is_one_pause_at_a_time(clock, low):
    sent = reminders(3)
    assert complain(*sent[:2]) == complain(sent[2])
    assert Pause.objects.count() == 1


def test_lifting_is_written_down_once_and_counting_starts_anew(clock, low):
    sent = reminders(4)
    pause = complain(*sent[:2])
    first, second = UserFactory(), UserFactory()
    clock.shift(3600)
    assert lift(pause, by=first.pk, at=shop_clock.now())
    assert not lift(pause, by=second.pk, at=shop_clock.now())
    pause.refresh_from_db()
    assert (pause.lifted_at, pause.lifted_by) == (NOON + HOUR, first)
    assert paused_since() is None
    assert complain(*sent[2:]) is None  # late news of what was sent before
    assert complain(*reminders(2, at=NOON + HOUR)) is not None


@pytest.fixture
def paused(clock):
    return Pause.objects.create(paused_at=NOON, complaints=2, sent=1000)


def agreed(message):
    record_consent(
        person=message.person, purpose=Purpose.REMINDERS, is_given=True, text_version="1",
        language="fr", source="test",
    )  # fmt: skip
    return message


@pytest.mark.parametrize("message_class", MessageClass)
def test_only_reminders_wait_and_none_is_lost(put, paused, message_class):
    message = agreed(put(message_class))
    is_reminder = message_class == MessageClass.REMINDER
    assert judge([Case(message, NOON)])[0] == (
        Objection(Reason.PAUSED, NOON + HOUR) if is_reminder else None
    )
    claimed = claim_first(NOON)
    assert (claimed is None) is is_reminder
    if is_reminder:
        message.refresh_from_db()
        waits = (message.state, message.reason, message.due_at)
        assert waits == (State.DUE, Reason.PAUSED, NOON + HOUR)
        Pause.objects.update(lifted_at=NOON)
        assert claim_first(NOON + HOUR) == message


def test_a_reminder_that_waits_too_long_ends_by_its_own_age(put, paused, clock):
    message = agreed(put(MessageClass.REMINDER, expires_at=NOON + HOUR))
    assert claim_first(NOON) is None
    clock.shift(3600)
    assert claim_first(NOON + HOUR) is None
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.SKIPPED, Reason.EXPIRED)


def test_what_is_planned_for_later_keeps_its_time(put, paused):
    message = agreed(put(MessageClass.REMINDER, due_at=NOON + HOUR))
    assert judge([Case(message, NOON + HOUR)]) == [None]


def test_asking_costs_one_query_of_reminders_and_none_of_others(
    put, paused, django_assert_num_queries
):
    from shop.core.messaging.rules import not_paused

    reminder, order = put(MessageClass.REMINDER), put(MessageClass.ORDER)
    with django_assert_num_queries(1):
        assert [*not_paused([Case(reminder, NOON)])] != []
    with django_assert_num_queries(0):
        assert [*not_paused([Case(order, NOON)])] == []


def test_the_last_reminder_is_meant_by_a_complaint_that_names_none(put):
    from anymail.signals import AnymailTrackingEvent, EventType

    from shop.core.messaging.feedback import hear

    older, newer = (put(MessageClass.REMINDER) for _ in range(2))
    put(MessageClass.REMINDER)  # due, not sent
    put(MessageClass.ORDER)
    for n, message in enumerate((older, newer)):
        attempted = {"attempts": 1, "attempted_at": NOON - (9 - n) * HOUR, "state": State.SENT}
        Message.objects.filter(pk=message.pk).update(**attempted)
    event = AnymailTrackingEvent(event_type=EventType.COMPLAINED, recipient="jane@example.com")
    hear(event, "Postmark")
    assert person_for("jane@example.com").feedback.get().message == newer
    assert paused_since() is None


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "pause_one_at_a_time|messaging_pause.message_class"),
        ({"message_class": "order"}, "pause_of_reminders_only"),
        ({"lifted": True}, "pause_lifted_at_a_time"),
    ],
)
def test_the_database_refuses(paused, fields, name):
    by = UserFactory() if fields.pop("lifted", False) else None
    if by:
        Pause.objects.update(lifted_at=NOON)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Pause.objects.create(complaints=2, sent=9, lifted_by=by, **fields)
