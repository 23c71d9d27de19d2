from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from analytics.periods import last_days, one_day
from analytics.searches import Counted, Term, by_day, counted, terms
from tests.analytics.history import SEARCHES, searches
from tests.conftest import NOON


def test_each_day_is_counted(history):
    history(3)
    days = by_day(last_days(7))
    assert next(iter(days)) == date(2026, 2, 26)
    assert list(days.values()) == [Counted()] * 4 + [Counted(10, 3, 38)] * 3
    assert days[date(2026, 3, 4)].average == Decimal("3.8")
    assert counted(last_days(7)) == Counted(30, 9, 114)


def test_a_day_begins_at_midnight_of_the_shop(db, clock):
    searches(datetime(2026, 3, 2, 22, 59, tzinfo=UTC), SEARCHES[:1])
    searches(datetime(2026, 3, 2, 23, 0, tzinfo=UTC), SEARCHES[:2])
    days = by_day(last_days(7))
    assert days[date(2026, 3, 2)].searches == 1
    assert days[date(2026, 3, 3)].searches == 2
    assert counted(one_day(date(2026, 3, 3))) == Counted(2, 0, 16)


def test_terms_are_told_as_most_people_type_them(history):
    history(2)
    at = NOON - timedelta(hours=2)
    found = terms(last_days(7), most=10, moved=10)
    assert found.top == [
        Term(typed="Thé vert", searches=8, average=8, last_at=at),
        Term(typed="lampe", searches=6, average=2, last_at=at),
        Term(typed="Hamac", searches=4, without=4, average=0, last_at=at),
        Term(typed="yoyo", searches=2, without=2, average=0, last_at=at),
    ]
    assert [(each.typed, each.without) for each in found.unfound] == [("Hamac", 4), ("yoyo", 2)]


def test_a_term_rises_or_falls_by_three_searches(db, clock):
    yesterday = NOON - timedelta(days=1, hours=1)
    rows = {
        "up": (1, 4),
        "new": (0, 3),
        "same": (5, 5),
        "hardly": (1, 3),
        "down": (4, 1),
        "gone": (3, 0),
    }
    for words, (before, now) in rows.items():
        searches(yesterday, [(words.title(), words, 1)] * before)
        searches(NOON - timedelta(hours=1), [(words.title(), words, 1)] * now)
    found = terms(last_days(1), most=10, moved=10)
    rising = [(each.typed, each.searches, each.before) for each in found.rising]
    falling = [(each.typed, each.searches, each.before) for each in found.falling]
    assert rising == [("New", 3, 0), ("Up", 4, 1)]
    assert falling == [("Down", 1, 4), ("Gone", 0, 3)]


def test_what_came_later_yesterday_does_not_count_against_today(db, clock):
    searches(NOON - timedelta(hours=23), [("Cup", "cup", 1)] * 5)
    assert terms(last_days(1), most=10, moved=10).falling == []


def test_a_search_without_words_is_counted_and_is_no_term(db, clock):
    searches(NOON - timedelta(hours=1), [("???", "", 0)])
    found = terms(last_days(1), most=10, moved=10)
    assert (found.top, found.unfound) == ([], [])
    assert counted(last_days(1)) == Counted(1, 1, 0)


def test_lists_are_cut(history):
    history(1)
    found = terms(last_days(1), most=1, moved=1)
    assert [each.typed for each in found.top] == ["Thé vert"]
    assert [each.typed for each in found.unfound] == ["Hamac"]
    assert [each.typed for each in found.rising] == ["Thé vert"]
