import pytest
from django.db import IntegrityError

from shop.core.messaging import outbox, people
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Identifier, Message, Person, Purpose, SuppressionReason
from shop.core.messaging.people import find_person, merge, normalised_email, person_for
from shop.core.messaging.permissions import has_consented, record_consent, suppress

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Jane@Example.COM", "jane@example.com"),
        ("  jane@example.com\n", "jane@example.com"),
        ("ＪＡＮＥ@example.com", "jane@example.com"),
        ("jane@bücher.example", "jane@xn--bcher-kva.example"),
        ("j.a.n.e+shop@googlemail.com", "jane@gmail.com"),
        ("j.ane+shop@example.com", "j.ane+shop@example.com"),
        ("jane@..", "jane@.."),
    ],
)
def test_normalised_email(typed, normal):
    assert normalised_email(typed) == normal


def test_person_for_knows_every_spelling_of_an_address():
    assert person_for("jane@example.com") == person_for(" JANE@EXAMPLE.COM ")
    assert person_for("jane@example.com") != person_for("john@example.com")
    assert Person.objects.count() == 2


def test_person_for_keeps_no_address():
    person_for("jane@example.com")
    row = Identifier.objects.values().get()
    assert "jane" not in str(row)
    assert len(row["digest"]) == 64


def test_find_person_makes_nobody():
    assert find_person("jane@example.com") is None
    assert Person.objects.count() == 0


def test_a_new_key_rehashes_people_when_they_are_met_again(settings):
    settings.PERSON_HASH_KEYS = {1: b"old"}
    person = person_for("jane@example.com")
    settings.PERSON_HASH_KEYS = {1: b"old", 2: b"new"}
    assert person_for("jane@example.com") == person
    settings.PERSON_HASH_KEYS = {2: b"new"}
    assert find_person("jane@example.com") == person


def test_another_key_knows_nobody(settings):
    person_for("jane@example.com")
    settings.PERSON_HASH_KEYS = {1: b"another"}
    assert find_person("jane@example.com") is None


def test_person_for_survives_another_process_making_the_same_person(monkeypatch):
    """The other process commits between this one's look and its insert."""
    real = people.transaction.atomic

    def meanwhile():
        monkeypatch.setattr(people.transaction, "atomic", real)
        person_for("jane@example.com")
        return real()

    monkeypatch.setattr(people.transaction, "atomic", meanwhile)
    person = person_for("jane@example.com")
    assert list(Person.objects.all()) == [person]


def test_merge_joins_what_was_said_to_and_by_both(put):
    kept, merged = person_for("jane@example.com"), person_for("jane@work.example")
    suppress(person=merged, reason=SuppressionReason.STOPPED, source="test")
    suppress(person=kept, reason=SuppressionReason.STOPPED, source="test")
    suppress(person=merged, reason=SuppressionReason.BOUNCED, source="test")
    record_consent(
        person=merged,
        purpose=Purpose.REMINDERS,
        is_given=True,
        text_version="1",
        language="fr",
        source="test",
    )
    put(MessageClass.ORDER, recipient="jane@work.example")

    merge(kept=kept, merged=merged)

    assert person_for("jane@work.example") == kept
    assert sorted(kept.suppressions.values_list("reason", flat=True)) == ["bounced", "stopped"]
    assert has_consented(kept.pk, Purpose.REMINDERS)
    assert Message.objects.get().person == kept
    merged.refresh_from_db()
    assert merged.merged_into == kept


def test_merge_takes_earlier_merges_along():
    a, b, c = (person_for(f"{name}@example.com") for name in "abc")
    merge(kept=b, merged=a)
    merge(kept=c, merged=b)
    a.refresh_from_db()
    assert a.merged_into == c
    assert person_for("a@example.com") == c


def test_merge_asks_the_apps_above_in_the_same_transaction(monkeypatch):
    kept, merged = person_for("a@example.com"), person_for("b@example.com")

    def refuse(*_):
        raise RuntimeError

    monkeypatch.setattr(people, "_movers", [refuse])
    with pytest.raises(RuntimeError):
        merge(kept=kept, merged=merged)
    assert person_for("b@example.com") == merged


def test_what_is_said_about_a_person_merged_away_holds_for_who_was_kept():
    kept, merged = person_for("a@example.com"), person_for("b@example.com")
    merge(kept=kept, merged=merged)
    suppress(person=merged, reason=SuppressionReason.STOPPED, source="test")
    record_consent(
        person=merged,
        purpose=Purpose.REMINDERS,
        is_given=False,
        text_version="1",
        language="fr",
        source="test",
    )
    assert list(kept.suppressions.values_list("reason", flat=True)) == ["stopped"]
    assert list(kept.consents.values_list("is_given", flat=True)) == [False]


def test_merges_make_no_circle():
    a, b, c = (person_for(f"{name}@example.com") for name in "abc")
    assert merge(kept=a, merged=b) == a
    assert merge(kept=b, merged=a) == a
    assert merge(kept=b, merged=c) == a
    assert {person_for(f"{name}@example.com") for name in "abc"} == {a}


def test_a_message_for_a_person_merged_meanwhile_is_of_who_was_kept(put, monkeypatch):
    kept, merged = person_for("a@example.com"), person_for("b@example.com")
    merge(kept=kept, merged=merged)
    monkeypatch.setattr(outbox, "person_for", lambda _address: merged)  # read before the merge
    assert put(recipient="b@example.com").person == kept


def test_merge_with_oneself_changes_nothing():
    person = person_for("jane@example.com")
    merge(kept=person, merged=person)
    person.refresh_from_db()
    assert person.merged_into is None


def test_the_database_refuses_a_person_merged_into_itself():
    person = person_for("jane@example.com")
    with pytest.raises(IntegrityError, match="person_not_merged_into_itself"):
        Person.objects.filter(pk=person.pk).update(merged_into=person)
