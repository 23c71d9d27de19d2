import pytest

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Purpose, Suppression, SuppressionReason
from shop.core.messaging.people import find_people, merge, person_for
from shop.core.messaging.permissions import (
    Preferences,
    has_consented,
    preferences_of,
    record_consent,
    suppress,
    write_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return person_for("jane@example.com")


def say(person, *, is_given):
    return record_consent(
        person=person,
        purpose=Purpose.REMINDERS,
        is_given=is_given,
        text_version="2026-01",
        language="fr",
        source="checkout",
    )


def test_silence_is_no_consent(person):
    assert not has_consented(person.pk, Purpose.REMINDERS)


def test_the_newest_word_counts_and_none_is_lost(person, clock):
    say(person, is_given=True)
    assert has_consented(person.pk, Purpose.REMINDERS)
    say(person, is_given=False)  # at the same instant: the later row
    assert not has_consented(person.pk, Purpose.REMINDERS)
    clock.shift(1)
    say(person, is_given=True)
    assert has_consented(person.pk, Purpose.REMINDERS)
    assert person.consents.count() == 3


def test_suppress_twice_keeps_the_first_date(person, clock):
    first = suppress(person=person, reason=SuppressionReason.STOPPED, source="link")
    clock.shift(3600)
    assert suppress(person=person, reason=SuppressionReason.STOPPED, source="phone") == first
    row = Suppression.objects.get()
    assert (row.created_at, row.source) == (first.created_at, "link")


def again(person):
    return write_again(person=person, text_version="1", language="fr", source="link")


def test_who_had_stopped_can_be_written_to_again_and_it_is_written_down(person):
    suppress(person=person, reason=SuppressionReason.STOPPED, source="link")
    assert not preferences_of([person])[person.pk].may_be_reminded
    consent = again(person)
    assert (consent.is_given, consent.text_version, consent.source) == (True, "1", "link")
    assert preferences_of([person])[person.pk] == Preferences(has_agreed=True)


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED])
def test_what_a_provider_told_is_not_undone_by_asking(person, reason):
    suppress(person=person, reason=reason, source="Postmark")
    again(person)
    found = preferences_of([person])[person.pk]
    assert (found.has_agreed, found.may_be_reminded) == (True, False)
    assert found.suppressed_by == {reason}


def test_stopping_reaches_what_was_planned_for_a_person_who_was_merged(put):
    due = put(MessageClass.REMINDER)
    merged = due.person
    merge(kept=person_for("other@example.com"), merged=merged)
    suppress(person=merged, reason=SuppressionReason.STOPPED, source="link")
    due.refresh_from_db()
    assert (due.state, due.reason) == ("skipped", "suppressed")
    assert Suppression.objects.get().person == due.person != merged


@pytest.mark.parametrize("total", [1, 30])
def test_people_and_preferences_cost_the_same_for_any_number(total, django_assert_num_queries):
    addresses = [f"p{n}@example.com" for n in range(total)]
    for address in addresses:
        say(person_for(address), is_given=True)
    with django_assert_num_queries(3):
        found = find_people([*addresses, "P0@Example.com", "nobody@example.com"])
        known = preferences_of(found.values())
    assert found.keys() == {*addresses, "P0@Example.com"}
    assert found["P0@Example.com"] == found["p0@example.com"]
    assert all(known[person.pk].may_be_reminded for person in found.values())
