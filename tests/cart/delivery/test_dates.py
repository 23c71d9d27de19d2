from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from cart.delivery.dates import (
    closed_in,
    in_words,
    is_weekend,
    leaves_on,
    public_holidays,
    working_day_after,
)

PARIS = ZoneInfo("Europe/Paris")
TWO = time(14, 0)


def paris(*parts):
    return datetime(*parts, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 4), 0, date(2026, 3, 4)),  # a Wednesday
        (date(2026, 3, 4), 2, date(2026, 3, 6)),
        (date(2026, 3, 4), 3, date(2026, 3, 9)),  # over the weekend
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
    ],
)
def test_nobody_delivers_at_weekends(start, days, end):
    assert working_day_after(start, days) == end


@pytest.mark.parametrize(
    ("country", "start", "days", "end"),
    [
        ("FR", date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year's Day is a Friday
        ("DE", date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday to Easter Monday
        ("FR", date(2026, 4, 2), 1, date(2026, 4, 3)),  # Good Friday is no holiday in France
        ("GB", date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day moved to Monday
        ("FR", date(2026, 5, 7), 0, date(2026, 5, 7)),
        ("FR", date(2026, 5, 8), 0, date(2026, 5, 11)),
    ],
)
def test_nobody_delivers_on_public_holidays(country, start, days, end):
    assert working_day_after(start, days, closed_in(country)) == end


def test_a_country_without_a_calendar_has_weekends_alone():
    assert public_holidays("XX", 2026) == frozenset()
    is_closed = closed_in("XX")
    assert (is_closed(date(2026, 12, 25)), is_closed(date(2026, 12, 26))) == (False, True)


@pytest.mark.parametrize(
    ("now", "cut_off", "day"),
    [
        (paris(2026, 3, 4, 13, 59, 59), TWO, date(2026, 3, 4)),
        (paris(2026, 3, 4, 14, 0), TWO, date(2026, 3, 5)),
        (paris(2026, 3, 4, 23, 59), None, date(2026, 3, 4)),
        (paris(2026, 3, 6, 15, 0), TWO, date(2026, 3, 9)),  # a Friday
        (paris(2026, 3, 7, 9, 0), TWO, date(2026, 3, 9)),
        (paris(2026, 3, 8, 9, 0), None, date(2026, 3, 9)),
        (paris(2026, 7, 13, 15, 0), TWO, date(2026, 7, 15)),  # the eve of the 14th
        (paris(2026, 7, 14, 9, 0), TWO, date(2026, 7, 15)),
        (paris(2026, 12, 31, 15, 0), TWO, date(2027, 1, 4)),
        (paris(2026, 12, 31, 13, 0), TWO, date(2026, 12, 31)),
    ],
)
def test_a_parcel_leaves_before_the_cut_off_of_a_working_day(now, cut_off, day):
    assert leaves_on(now, cut_off, closed_in("FR")) == day


@pytest.mark.parametrize(
    ("moment", "cut_off", "leaves_today"),
    [
        # Summer time begins: after 01:59 comes 03:00, and 02:30 never was.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), time(2, 30), True),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), time(2, 30), True),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), time(2, 30), False),
        # It ends: 02:30 comes twice, and the first one counts.
        (datetime(2026, 10, 25, 0, 29, tzinfo=UTC), time(2, 30), True),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(2, 30), False),
        (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), time(2, 30), False),  # 02:15 once more
    ],
)
def test_the_nights_when_clocks_are_changed(moment, cut_off, leaves_today):
    """They are Sundays: here the shop is open on every day."""
    now = moment.astimezone(PARIS)
    found = leaves_on(now, cut_off, lambda _day: False)
    assert (found == now.date()) is leaves_today


def test_a_day_of_23_hours_is_one_day():
    now = paris(2026, 3, 27, 15, 0)  # a Friday; clocks change on Sunday
    assert leaves_on(now, TWO, is_weekend) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 12, 1), "1er décembre"),
        ("fr", date(2026, 12, 21), "21 décembre"),
        ("en", date(2026, 12, 1), "December 1"),
    ],
)
def test_a_day_is_said_as_the_language_says_it(language, day, words):
    with override(language):
        assert in_words(day) == words
