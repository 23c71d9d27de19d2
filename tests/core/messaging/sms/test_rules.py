"""The gate of an SMS: each reason, each put off or not, and nobody rung out of bed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.core.messaging import rules
from shop.core.messaging.claiming import claim
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Case, Objection, judge
from shop.core.messaging.models import Channel, Message, Purpose, State, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import Preferences, preferences_of, suppress
from shop.core.messaging.reasons import Reason
from shop.core.messaging.sms.rules import end_of_rest
from tests.conftest import NOON
from tests.core.messaging.sms.conftest import OTHER, PHONE

JANE, JOHN = "jane@example.com", "john@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _on(settings):
    settings.SMS_URLS = ["phone://{to}"]


def asked(message, at=NOON):
    (objection,) = judge([Case(message, at)])
    return objection


def reason(message):
    objection = asked(message)
    return objection and objection.reason


def test_with_its_own_consent_it_may_go(text, agree):
    agree(JANE)
    assert asked(text()) is None


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ([], False),
        ([(Purpose.REMINDERS, True)], False),
        ([(Purpose.SMS, True)], True),
        ([(Purpose.SMS, True), (Purpose.SMS, False)], False),
        ([(Purpose.SMS, False), (Purpose.SMS, True)], True),
        # Who refuses all reminders later means these, too; who asks for SMS later means that.
        ([(Purpose.SMS, True), (Purpose.REMINDERS, False)], False),
        ([(Purpose.SMS, True), (Purpose.REMINDERS, False), (Purpose.REMINDERS, True)], False),
        ([(Purpose.REMINDERS, False), (Purpose.SMS, True)], True),
    ],
)
def test_the_newest_word_about_sms_counts(text, agree, clock, said, may):
    for purpose, is_given in said:
        agree(JANE, purpose=purpose, is_given=is_given)
    message = text()
    assert reason(message) == (None if may else Reason.NO_SMS_CONSENT)
    preferences = preferences_of([message.person])[message.person_id]
    assert preferences.has_agreed_to_sms is may


def test_consent_to_sms_is_none_to_mails(put, agree):
    agree(JANE)
    message = put(MessageClass.REMINDER, recipient=JANE)
    assert reason(message) == Reason.NO_CONSENT
    assert preferences_of([message.person])[message.person_id] == Preferences(
        has_agreed_to_sms=True
    )


def test_a_customer_is_none_of_sms(text, settings, monkeypatch):
    settings.REMINDER_CONSENT = "strict"
    message = text()
    monkeypatch.setattr("shop.core.messaging.permissions._customers", [set])
    assert reason(message) == Reason.NO_SMS_CONSENT


def test_without_a_service_none_goes(text, agree, settings):
    agree(JANE)
    settings.SMS_URLS = []
    assert asked(text()) == Objection(Reason.SMS_OFF)


@pytest.mark.parametrize("whose", [JANE, PHONE])
@pytest.mark.parametrize("why", SuppressionReason)
def test_person_and_number_are_each_left_alone(text, agree, whose, why):
    agree(JANE)
    suppress(person=person_for(whose), reason=why, source="test")
    assert reason(text()) == Reason.SUPPRESSED


def test_a_stopped_number_stops_nobody_elses(text, agree):
    agree(JANE)
    suppress(person=person_for(PHONE), reason=SuppressionReason.STOPPED, source="test")
    assert asked(text(number=OTHER)) is None


def sent(message, at=NOON - HOUR):
    Message.objects.filter(pk=message.pk).update(
        state=State.SENT, attempts=1, attempted_at=at, handed_at=at, sent_at=at
    )


def test_one_message_a_person_and_window_across_channels(text, put, agree):
    agree(JANE)
    agree(JANE, purpose=Purpose.REMINDERS)
    sent(put(MessageClass.REMINDER, recipient=JANE))
    assert asked(text()) == Objection(Reason.TOO_SOON, NOON + 23 * HOUR)


def test_a_mail_and_a_text_due_together_go_one_after_the_other(text, put, agree):
    agree(JANE)
    agree(JANE, purpose=Purpose.REMINDERS)
    put(MessageClass.REMINDER, recipient=JANE)
    text()
    assert len(claim(at=NOON, limit=10)) == 1
    assert claim(at=NOON, limit=10) == []
    assert sorted(Message.objects.values_list("state", flat=True)) == ["due", "sending"]


def test_one_number_is_not_reminded_by_many_addresses(text, agree):
    """Whoever types somebody's number beside ten addresses of their own rings it once a day."""
    persons = [f"p{n}@example.com" for n in range(3)]
    person_for(PHONE)
    for email in persons:
        agree(email)
        text(email, email=email)
    assert len(claim(at=NOON, limit=10)) == 1
    assert claim(at=NOON, limit=10) == []
    Message.objects.filter(state=State.SENDING).update(
        state=State.SENT, handed_at=NOON, sent_at=NOON
    )
    waiting = Message.objects.filter(state=State.DUE).first()
    assert asked(waiting, NOON + HOUR) == Objection(Reason.TOO_SOON, NOON + 24 * HOUR)


def test_one_number_is_reminded_only_so_often(text, agree, settings):
    settings.REMINDERS_A_PERSON = 2
    for n in range(2):
        agree(f"p{n}@example.com")
        sent(text(f"old:{n}", email=f"p{n}@example.com"), NOON - timedelta(days=10 + n))
    agree(JANE)
    assert asked(text()) == Objection(Reason.ENOUGH)


def test_erased_is_erased(text, agree):
    agree(JANE)
    assert reason(text(number="")) == Reason.ERASED


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-03-04T12:00", None),  # a Wednesday
        ("2026-03-04T09:59", "2026-03-04T10:00"),
        ("2026-03-04T10:00", None),
        ("2026-03-04T19:59", None),
        ("2026-03-04T20:00", "2026-03-05T10:00"),
        ("2026-03-07T20:00", "2026-03-09T10:00"),  # Saturday evening: Monday
        ("2026-03-08T14:00", "2026-03-09T10:00"),  # Sunday
        ("2026-04-04T21:00", "2026-04-07T10:00"),  # before Easter Sunday and Monday
        ("2026-05-01T11:00", "2026-05-02T10:00"),  # a Friday, Labour Day
        ("2026-03-28T21:00", "2026-03-30T10:00"),  # over the change of the clocks
        ("2026-12-24T20:30", "2026-12-26T10:00"),
    ],
)
def test_no_text_by_night_on_sundays_and_holidays(at, until):
    found = end_of_rest(paris(at), ["Europe/Paris"], "FR")
    assert found == (until and paris(until))


def test_it_is_day_in_all_zones():
    zones = ["America/New_York", "America/Los_Angeles"]
    at = datetime(2026, 3, 4, 15, 0, tzinfo=ZoneInfo("UTC"))  # 10 h in the one, 7 h in the other
    assert end_of_rest(at, zones, "US") == datetime(2026, 3, 4, 18, 0, tzinfo=ZoneInfo("UTC"))


def test_zones_that_are_never_awake_together_keep_the_first():
    at = datetime(2026, 3, 4, 5, 0, tzinfo=ZoneInfo("UTC"))
    zones = ["Europe/Paris", "Pacific/Auckland"]
    assert end_of_rest(at, zones, "FR") == paris("2026-03-04T10:00")


def test_the_shops_own_quiet_hours_hold_besides(settings):
    settings.QUIET_HOURS = "12:00-15:00"
    assert end_of_rest(paris("2026-03-04T13:00"), ["Europe/Paris"], "FR") == paris(
        "2026-03-04T15:00"
    )


def test_a_shop_without_quiet_hours_keeps_no_sunday(settings):
    settings.QUIET_HOURS = ""
    assert end_of_rest(paris("2026-03-08T03:00"), ["Europe/Paris"], "FR") is None


def test_a_text_waits_for_monday_and_a_mail_does_not(text, put, agree):
    agree(JANE)
    agree(JOHN, purpose=Purpose.REMINDERS)
    sunday = paris("2026-03-08T14:00")
    monday = Objection(Reason.DAY_OF_REST, paris("2026-03-09T10:00"))
    assert asked(text(), sunday) == monday
    assert asked(put(MessageClass.REMINDER, recipient=JOHN), sunday) is None


def test_what_was_asked_for_may_come_on_a_sunday(text):
    message = text(message_class=MessageClass.ASKED_FOR)
    assert asked(message, paris("2026-03-08T14:00")) is None


def test_mails_ask_nothing_more_for_there_being_texts(put, agree, monkeypatch):
    """The rules of SMS cost a look at the channel where there is none."""
    agree(JANE, purpose=Purpose.REMINDERS)
    message = put(MessageClass.REMINDER, recipient=JANE)
    with CaptureQueriesContext(connection) as queries:
        asked(message)
    with_rules = len(queries)
    from shop.core.messaging import gate

    others = [each for each in gate._rules if "sms" not in each.__module__]
    monkeypatch.setattr(gate, "_rules", others)
    with CaptureQueriesContext(connection) as queries:
        asked(message)
    assert len(queries) == with_rules


def test_many_texts_ask_as_much_as_one(text, agree):
    counts = []
    for number in (1, 30):
        for n in range(number):
            agree(f"{number}-{n}@example.com")
        made = [
            text(f"{number}:{n}", email=f"{number}-{n}@example.com", number=f"+3361234{n:04}")
            for n in range(number)
        ]
        with CaptureQueriesContext(connection) as queries:
            judge([Case(each, NOON) for each in made])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_channels_are_those_that_the_rules_know():
    assert {*Channel} == {Channel.EMAIL, Channel.SMS}
    assert rules.outside_quiet_hours
