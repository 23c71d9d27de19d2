"""Many new rows at once: made as Django makes them, and the same by COPY or by INSERT."""

import pytest
from django.db import IntegrityError, transaction

from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person, State
from shop.core.rows.writing import insert, new
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

ODD = "tab\tline\nback\\slash “quote” \\N 'é' {}"


def drafts(*abouts):
    person = Person.objects.create()
    return [
        Message(
            kind="recovery.reminder",
            about=about,
            message_class=MessageClass.REMINDER,
            state=State.DUE,
            person=person,
            recipient="zoe@demo.example",
            language="fr",
            facts={"step": about, "deep": [1, None, {"é": "\\"}]},
            priority=2,
            expires_at=None,
        )
        for about in abouts
    ]


def test_rows_are_written_as_they_are():
    written = drafts("first", ODD)
    insert(written)
    rows = list(Message.objects.order_by("pk"))
    assert [row.pk for row in rows] == [row.pk for row in written]
    for row, draft in zip(rows, written, strict=True):
        assert {f.attname: getattr(row, f.attname) for f in Message._meta.concrete_fields} == {
            f.attname: getattr(draft, f.attname) for f in Message._meta.concrete_fields
        }


def test_a_row_is_saved_anew_as_one_that_is_there():
    (message,) = drafts("first")
    insert([message])
    message.sent_at = clock.now()
    message.save()
    assert Message.objects.get().sent_at == message.sent_at


def test_keys_go_on_where_they_stood():
    insert(drafts("first"))
    (second,) = drafts("second")
    second.save()
    insert(drafts("third"))
    keys = list(Message.objects.order_by("about").values_list("pk", flat=True))
    assert keys == sorted(set(keys), key=keys.index)
    assert len(set(keys)) == 3


def test_what_the_table_refuses_is_refused():
    with pytest.raises(IntegrityError, match="about"), transaction.atomic():
        insert(drafts("first", "first"))
    assert not Message.objects.exists()


def test_a_row_is_made_as_django_makes_it():
    given = {"kind": "recovery.reminder", "about": "first", "person_id": 7, "priority": 2}
    with clock.at(NOON):
        made, by_django = new(Message, **given), Message(**given)
    by_django.ref = made.ref
    assert made.__dict__.keys() == by_django.__dict__.keys()
    columns = [field.attname for field in Message._meta.concrete_fields]
    assert [getattr(made, name) for name in columns] == [
        getattr(by_django, name) for name in columns
    ]
    assert (made._state.adding, made._state.db) == (True, None)


def test_rows_share_no_default():
    first, second = (new(Message, kind="recovery.reminder") for _ in range(2))
    first.facts["step"] = "first"
    assert (first.ref != second.ref, second.facts) == (True, {})


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(TypeError, match="Message has no column colour, person"):
        new(Message, colour="red", person=Person())


def test_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])
