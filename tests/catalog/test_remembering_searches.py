"""Searches are remembered for those who chose so: the newest, no private ones, and gone on demand."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import RememberedSearch, Search
from catalog.privacy import erase_searches, searches_of
from catalog.remembering import start_remembering, stop_remembering
from catalog.remembering_searches import (
    KEPT_DAYS,
    MOST,
    PROMISED_BY,
    are_promised,
    forget_old_searches,
    forget_search,
    forget_searches,
    remember_search,
)
from shop.core import clock as shop_clock
from shop.core.messaging.models import Person
from shop.core.messaging.people import merge
from shop.core.privacy.subject import Subject
from shop.core.users.models import User
from tests.catalog.test_remembering import somebody
from tests.conftest import NOON
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SEEN = {"text_version": PROMISED_BY[-1], "language": "en", "source": "account"}


def chooser(email="zoe@demo.example", **seen):
    user = somebody(email)
    start_remembering(user=user, **{**SEEN, **seen})
    return user


@pytest.fixture
def zoe(clock, db):
    return chooser()


def search(user, *texts, **more):
    for text in texts:
        remember_search(user=user, text=text, **{"language": "en", "hits": 3, **more})


def remembered(**filters):
    rows = RememberedSearch.objects.filter(**filters).order_by("-last_at", "-pk")
    return list(rows.values_list("text", flat=True))


def test_nobody_is_remembered_unasked(db, django_assert_num_queries):
    user = UserFactory()
    with django_assert_num_queries(0):
        search(user, "cup")
    assert remembered() == []


def test_who_was_asked_about_products_alone_is_not_remembered(clock):
    old = chooser(text_version="looked-at-2026-11")
    search(old, "cup")
    assert (remembered(), are_promised(old)) == ([], False)
    clock.shift(MINUTE)
    start_remembering(user=old, **SEEN)
    search(old, "cup")
    assert (remembered(), are_promised(old)) == (["cup"], True)


def test_the_same_words_are_one_search_as_it_was_made_last(zoe, clock):
    search(zoe, "Théière  Bleue", hits=1)
    clock.shift(DAY)
    search(zoe, "theiere bleue", hits=2, filters="in_stock=1", language="fr")
    row = RememberedSearch.objects.get()
    assert (row.text, row.words, row.language) == ("theiere bleue", "theiere bleue", "fr")
    assert (row.filters, row.hits, row.last_at) == ("in_stock=1", 2, NOON + DAY)


def test_a_search_costs_two_queries(zoe, django_assert_num_queries):
    with django_assert_num_queries(2):
        search(zoe, "cup")


def test_the_newest_are_kept(zoe, clock):
    search(zoe, "cup 0", "cup 1")
    clock.shift(MINUTE)
    search(zoe, "cup 0", *(f"pan {n}" for n in range(MOST - 1)))
    assert (len(remembered()), "cup 0" in remembered(), "cup 1" in remembered()) == (
        MOST,
        True,
        False,
    )


@pytest.mark.parametrize(
    "text",
    ["jane@example.com", "cup 0612345678", "06 12 34 56 78", "+33 (0)6-12-34-56-78", "!?", " "],
)
def test_what_may_say_who_somebody_is_is_not_remembered(zoe, text):
    search(zoe, text)
    assert remembered() == []


@pytest.mark.parametrize("text", ["lego 10276", "30 x 40 cm", "B00042-0", "1,5 l"])
def test_measures_and_references_are(zoe, text):
    search(zoe, text)
    assert remembered() == [text]


def test_filters_too_long_to_keep_whole_are_not_cut(zoe):
    search(zoe, "cup", filters="a=1&" * 126)
    search(zoe, "x" * 300)
    assert remembered() == ["x" * 200]


def test_one_or_all_are_erased_and_searches_go_on(zoe):
    search(zoe, "cup", "pan", "pot")
    other = chooser("max@demo.example")
    search(other, "cup")
    one = RememberedSearch.objects.get(text="cup", person=zoe.remembered_as)
    assert forget_search(user=other, search_id=one.pk) is False
    assert forget_search(user=zoe, search_id=one.pk) is True
    assert (forget_searches(user=zoe), remembered()) == (2, ["cup"])
    search(zoe, "lid")
    assert remembered(person=zoe.remembered_as) == ["lid"]


def test_who_takes_it_back_is_forgotten(zoe):
    search(zoe, "cup", "pan")
    stale = User.objects.get(pk=zoe.pk)
    assert stop_remembering(user=zoe, **SEEN) == 2
    search(zoe, "cup")
    search(stale, "cup")  # a page that was asked for before
    assert remembered() == []


def test_erased_with_the_account(zoe):
    search(zoe, "cup")
    zoe.delete()
    assert (remembered(), Person.objects.count()) == ([], 1)


def test_old_ones_are_forgotten_in_portions(zoe, clock):
    search(zoe, "cup", "pan")
    clock.shift(timedelta(days=KEPT_DAYS) - MINUTE)
    search(zoe, "pot")
    now = shop_clock.now()
    assert forget_old_searches(at=now + MINUTE, limit=9) == 0
    assert forget_old_searches(at=now + 2 * MINUTE, limit=1) == 1
    assert forget_old_searches(at=now + 2 * MINUTE, limit=9) == 1
    assert remembered() == ["pot"]


def test_those_of_whom_no_account_remembers_are_forgotten(zoe):
    search(zoe, "cup")
    RememberedSearch.objects.create(person=Person.objects.create(), words="x", text="x", hits=0)
    assert (forget_old_searches(at=NOON, limit=9), remembered()) == (1, ["cup"])


def test_two_who_are_one_have_one_memory(zoe, clock):
    other = chooser("max@demo.example")
    search(zoe, "cup", "pan", filters="of=zoe")
    clock.shift(DAY)
    search(other, "Cup", "pot")
    search(zoe, "pot", filters="of=zoe")
    merge(kept=zoe.remembered_as, merged=other.remembered_as)
    rows = RememberedSearch.objects.filter(person=zoe.remembered_as).order_by("words")
    assert list(rows.values_list("text", "last_at")) == [
        ("Cup", NOON + DAY),
        ("pan", NOON),
        ("pot", NOON + DAY),
    ]
    assert RememberedSearch.objects.count() == 3
    search(other, "lid")  # its page was asked for before
    assert len(remembered(person=zoe.remembered_as)) == 4


def test_of_two_who_are_one_the_last_word_counts(zoe, clock):
    other = chooser("max@demo.example")
    search(zoe, "cup")
    kept, merged = zoe.remembered_as, other.remembered_as
    clock.shift(DAY)
    stop_remembering(user=other, **SEEN)
    merge(kept=kept, merged=merged)
    assert remembered() == []


def test_a_person_is_told_all_of_it_and_erased(zoe):
    search(zoe, "cup", filters="in_stock=1")
    other = chooser("max@demo.example")
    search(other, "pan")
    person = zoe.remembered_as_id
    subject = Subject(person=person, persons=(person,), users=(zoe.pk,))
    assert list(searches_of(subject)) == [
        {"text": "cup", "filters": "in_stock=1", "language": "en", "hits": 3, "last_at": NOON}
    ]
    assert (erase_searches(subject).erased, remembered()) == (1, ["pan"])


@pytest.mark.parametrize(
    ("words", "name"), [("cup", "remembered_search_once"), ("", "remembered_search_has_words")]
)
def test_the_database_refuses(zoe, words, name):
    search(zoe, "cup")
    known = name if connection.vendor == "postgresql" or not words else "person_id"
    with pytest.raises(IntegrityError, match=known), transaction.atomic():
        RememberedSearch.objects.create(person=zoe.remembered_as, words=words, hits=0)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"clicked_position": 4}, "search_click_among_hits"),
        ({"clicked_position": 0}, "search_click_among_hits"),
    ],
)
def test_the_database_refuses_a_click_beside_the_hits(db, wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Search.objects.create(text="cup", words="cup", language="en", hits=3, **wrong)


@pytest.mark.django_db(transaction=True)
def test_a_search_waits_for_who_takes_it_back(clock):
    if connection.vendor != "postgresql":
        pytest.skip("nobody else writes meanwhile")
    zoe = chooser()
    stale = User.objects.get(pk=zoe.pk)

    def search_elsewhere():
        search(stale, "cup")
        connection.close()

    other = Thread(target=search_elsewhere)
    with transaction.atomic():
        stop_remembering(user=zoe, **SEEN)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(5)
    assert (other.is_alive(), remembered()) == (False, [])
