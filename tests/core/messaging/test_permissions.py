import pytest

from shop.core.messaging.models import Purpose, Suppression, SuppressionReason
from shop.core.messaging.people import person_for
from shop.core.messaging.permissions import has_consented, record_consent, suppress

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
