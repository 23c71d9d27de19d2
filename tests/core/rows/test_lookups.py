"""``among`` finds what ``in`` finds."""

import pytest
from django.db import connection

from shop.core.messaging.models import Consent, Identifier, Person, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [Person.objects.create() for _ in range(4)]


def test_it_finds_keys_and_texts(people):
    for n, person in enumerate(people):
        Identifier.objects.create(person=person, digest=f"it's {{{n}}},\\", key_version=1)
    keys = [people[0].pk, people[2].pk, None, 0]
    found = Person.objects.filter(pk__among=keys).order_by("pk")
    assert list(found) == [people[0], people[2]]
    texts = ["it's {0},\\", "it's {3},\\", "other"]
    rows = Identifier.objects.filter(digest__among=texts).order_by("pk")
    assert [row.person for row in rows] == [people[0], people[3]]


def test_it_asks_of_a_foreign_key_without_a_join(people):
    for person in people:
        Consent.objects.create(
            person=person, purpose=Purpose.REMINDERS, is_given=True, language="fr"
        )
    rows = Consent.objects.filter(person__pk__among=[people[1].pk])
    assert [row.person for row in rows] == [people[1]]
    assert "JOIN" not in str(rows.query)


def test_it_finds_nothing_among_none(people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(Person.objects.filter(pk__among=[])) == []
    assert set(Person.objects.exclude(pk__among=[])) == set(people)


def test_it_takes_another_query_as_in_does(people):
    first = Person.objects.filter(pk=people[0].pk)
    assert list(Person.objects.filter(pk__among=first.values("pk"))) == [people[0]]


def test_postgresql_is_sent_one_parameter(people):
    if connection.vendor != "postgresql":
        pytest.skip("an array is PostgreSQL's")
    _sql, parameters = Person.objects.filter(pk__among=[3, 1, 2]).query.sql_with_params()
    assert parameters == ("{3,1,2}",)
    texts = Identifier.objects.filter(digest__among=["a", "b"])
    assert texts.query.sql_with_params()[1] == (["a", "b"],)


def test_keys_as_a_form_sends_them_are_understood(people):
    assert list(Person.objects.filter(pk__among=[str(people[0].pk)])) == [people[0]]
    with pytest.raises(ValueError, match="expected a number"):
        Person.objects.filter(pk__among=["1) OR TRUE"])
