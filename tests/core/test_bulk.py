"""Many new rows at once: the same rows and keys, by COPY or by INSERT."""

import pytest
from django.db import IntegrityError, transaction

from shop.core import clock
from shop.core.bulk import insert
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message, Person, State

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


def test_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])
