from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Case, Objection
from shop.core.messaging.gate import judge as judge_many
from shop.core.messaging.handing_over import hand_over
from shop.core.messaging.models import Message, Purpose, SuppressionReason
from shop.core.messaging.permissions import record_consent, suppress
from shop.core.messaging.reasons import Reason
from shop.core.messaging.rules import end_of_quiet_hours, end_of_quiet_hours_in
from tests.conftest import NOON
from tests.core.messaging.claims import claim_first

NIGHT = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)  # 23:30 in Paris
MORNING = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)  # 8:00 in Paris


def judge(message, at):
    return judge_many([Case(message, at)])[0]


def consent(message, *, is_given=True):
    record_consent(
        person=message.person,
        purpose=Purpose.REMINDERS,
        is_given=is_given,
        text_version="1",
        language="fr",
        source="test",
    )


@pytest.mark.parametrize("message_class", MessageClass)
def test_only_a_reminder_needs_consent(put, message_class):
    objection = judge(put(message_class), NOON)
    assert objection == (
        Objection(Reason.NO_CONSENT) if message_class == MessageClass.REMINDER else None
    )


def test_a_reminder_goes_to_who_agreed_and_not_to_who_took_it_back(put):
    message = put(MessageClass.REMINDER)
    consent(message)
    assert judge(message, NOON) is None
    consent(message, is_given=False)
    assert judge(message, NOON) == Objection(Reason.NO_CONSENT)


@pytest.mark.parametrize(
    ("message_class", "suppressed_by"),
    [
        (MessageClass.ORDER, set()),
        (MessageClass.SERVICE, {"bounced"}),
        (MessageClass.ASKED_FOR, {"bounced", "complained"}),
        (MessageClass.REMINDER, {"bounced", "complained", "stopped"}),
    ],
)
@pytest.mark.parametrize("reason", SuppressionReason)
def test_suppression_by_class(put, message_class, suppressed_by, reason):
    message = put(message_class)
    consent(message)
    suppress(person=message.person, reason=reason, source="test")
    objection = judge(message, NOON)
    assert objection == (Objection(Reason.SUPPRESSED) if reason in suppressed_by else None)


def test_suppression_holds_for_another_spelling_of_the_address(put):
    suppress(person=put().person, reason=SuppressionReason.STOPPED, source="test")
    message = put(MessageClass.REMINDER, recipient="JANE@example.com")
    consent(message)
    assert judge(message, NOON) == Objection(Reason.SUPPRESSED)


@pytest.mark.parametrize(
    ("message_class", "waits"),
    [
        (MessageClass.ORDER, False),
        (MessageClass.SERVICE, False),
        (MessageClass.ASKED_FOR, True),
        (MessageClass.REMINDER, True),
    ],
)
def test_quiet_hours_by_class(put, message_class, waits):
    message = put(message_class)
    consent(message)
    assert judge(message, NIGHT) == (Objection(Reason.QUIET_HOURS, MORNING) if waits else None)


def test_quiet_hours_are_those_of_the_person(put):
    message = put(MessageClass.ASKED_FOR, time_zone="America/Montreal")
    assert judge(message, NIGHT) is None  # 17:30 there


@pytest.mark.parametrize(
    ("hours", "local", "ends"),
    [
        ("21:00-08:00", "2026-03-04T20:59", None),
        ("21:00-08:00", "2026-03-04T21:00", "2026-03-05T08:00"),
        ("21:00-08:00", "2026-03-05T07:59", "2026-03-05T08:00"),
        ("21:00-08:00", "2026-03-05T08:00", None),
        ("12:00-14:00", "2026-03-05T13:00", "2026-03-05T14:00"),
        ("12:00-14:00", "2026-03-05T14:00", None),
        ("", "2026-03-05T03:00", None),
        # The two nights on which the clocks change in Paris.
        ("21:00-08:00", "2026-03-28T23:00", "2026-03-29T08:00"),
        ("21:00-08:00", "2026-10-24T23:00", "2026-10-25T08:00"),
    ],
)
def test_end_of_quiet_hours(settings, hours, local, ends):
    settings.QUIET_HOURS = hours
    zone = settings.TIME_ZONE
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    end = end_of_quiet_hours(at.astimezone(UTC), zone)
    assert (end and end.astimezone(at.tzinfo).strftime("%Y-%m-%dT%H:%M")) == ends


@pytest.mark.parametrize(
    ("zone", "at", "hours"),
    [
        # The last Sundays of March and October in France, the second of March, the first of November
        # in America: a night of 11 hours lasts 10 or 12.
        ("Europe/Paris", "2026-03-28T20:00", 10),
        ("Europe/Paris", "2026-10-24T19:00", 12),
        ("America/New_York", "2026-03-08T02:00", 10),
        ("America/New_York", "2026-11-01T01:00", 12),
        # There the European nights are as long as any other.
        ("America/New_York", "2026-03-29T01:00", 11),
        ("America/New_York", "2026-10-25T01:00", 11),
    ],
)
def test_the_nights_on_which_clocks_change(put, zone, at, hours):
    message = put(MessageClass.ASKED_FOR, time_zone=zone)
    nightfall = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert judge(message, nightfall - timedelta(minutes=1)) is None
    ends = nightfall + timedelta(hours=hours)
    assert judge(message, nightfall) == Objection(Reason.QUIET_HOURS, ends)
    assert judge(message, ends - timedelta(minutes=1)) == Objection(Reason.QUIET_HOURS, ends)
    assert judge(message, ends) is None


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-03-04T20:00", None),  # 10:00 in Honolulu, 15:00 in New York
        ("2026-03-05T02:00", "2026-03-05T18:00"),  # 21:00 in New York
        ("2026-03-05T12:00", "2026-03-05T18:00"),  # 7:00 in New York; 2:00 in Honolulu
        ("2026-03-05T14:00", "2026-03-05T18:00"),
    ],
)
def test_quiet_hours_hold_while_it_is_night_anywhere_in_the_country(put, at, ends):
    message = put(MessageClass.ASKED_FOR, time_zone="Pacific/Honolulu America/New_York")
    objection = judge(message, datetime.fromisoformat(at).replace(tzinfo=UTC))
    until = ends and datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert objection == (Objection(Reason.QUIET_HOURS, until) if until else None)


def test_zones_of_which_one_is_always_quiet_fall_back_to_the_first(settings):
    settings.QUIET_HOURS = "18:00-10:00"
    far = ["Europe/Kaliningrad", "Asia/Kamchatka"]
    assert end_of_quiet_hours_in(far, NOON) is None  # 14:00 in Kaliningrad
    evening = NOON + timedelta(hours=5)
    assert end_of_quiet_hours_in(far, evening) == NOON + timedelta(hours=20)


def test_a_night_that_loses_an_hour_ends_an_hour_sooner(settings):
    at = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)  # 23:00 in Paris, clocks go forward at 2:00
    assert end_of_quiet_hours(at, "Europe/Paris") == at + timedelta(hours=8)


def test_one_reminder_a_person_and_gap(put, settings):
    first = put(MessageClass.REMINDER)
    second = put(MessageClass.REMINDER, due_at=NOON + timedelta(minutes=1))
    consent(first)
    first = claim_first(NOON)
    # It may still be put back: the second one does not wait a day for nothing.
    assert judge(second, NOON) == Objection(Reason.TOO_SOON, NOON + timedelta(minutes=1))
    assert hand_over(first, at=NOON)
    objection = judge(second, NOON + timedelta(hours=1))
    assert objection == Objection(Reason.TOO_SOON, NOON + timedelta(hours=24))
    assert judge(second, NOON + timedelta(hours=24)) is None


def test_the_gap_counts_no_other_class_and_no_other_person(put):
    put(MessageClass.SERVICE)
    put(MessageClass.ORDER, recipient="john@example.com")
    assert claim_first(NOON)
    assert claim_first(NOON)
    message = put(MessageClass.REMINDER)
    consent(message)
    assert judge(message, NOON) is None


def test_what_comes_too_late_is_not_sent(put):
    message = put(expires_at=NOON + timedelta(hours=1))
    assert judge(message, NOON) is None
    assert judge(message, NOON + timedelta(hours=1)) == Objection(Reason.EXPIRED)


def test_an_erased_recipient_is_not_written_to(put):
    message = put(MessageClass.ORDER)
    Message.objects.update(recipient="")
    message.refresh_from_db()
    assert judge(message, NOON) == Objection(Reason.ERASED)


@pytest.mark.parametrize("evening", [(2026, 3, 28), (2026, 10, 24)])
def test_quiet_hours_that_end_while_the_clocks_change_end_later(settings, evening):
    settings.QUIET_HOURS = "21:00-02:30"
    begin = datetime(*evening, 18, tzinfo=UTC)
    for minutes in range(0, 14 * 60, 10):
        at = begin + timedelta(minutes=minutes)
        until = end_of_quiet_hours(at, "Europe/Paris")
        assert until is None or until > at
