from datetime import UTC, date, datetime

import pytest

from analytics.periods import NoSuchPeriod, asked_for, last_days, one_day

# The clock stands at noon in London, 13:00 in Paris, on 4 March 2026.
pytestmark = pytest.mark.usefixtures("clock")


def span(period):
    return period.start.astimezone(UTC), period.end.astimezone(UTC)


def test_last_days_are_whole_days_of_the_shops_clock():
    period = last_days(7)
    assert (period.first, period.last, period.length) == (date(2026, 2, 26), date(2026, 3, 4), 7)
    assert span(period) == (
        datetime(2026, 2, 25, 23, tzinfo=UTC),
        datetime(2026, 3, 4, 23, tzinfo=UTC),
    )
    assert period.days[0] == date(2026, 2, 26)
    assert len(period.days) == 7


def test_today_is_compared_with_yesterday_until_the_same_time():
    before = last_days(1).before
    assert (before.first, before.last) == (date(2026, 3, 3), date(2026, 3, 3))
    assert span(before) == (
        datetime(2026, 3, 2, 23, tzinfo=UTC),
        datetime(2026, 3, 3, 12, tzinfo=UTC),
    )


def test_a_day_that_is_over_is_compared_with_a_whole_day():
    before = one_day(date(2026, 3, 3)).before
    assert span(before) == (
        datetime(2026, 3, 1, 23, tzinfo=UTC),
        datetime(2026, 3, 2, 23, tzinfo=UTC),
    )


def test_the_night_of_the_clock_change_has_a_short_day(clock):
    clock.move_to(datetime(2026, 3, 30, 12, tzinfo=UTC))
    assert span(one_day(date(2026, 3, 29))) == (
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    )
    # 14:00 in Paris, whatever the hour in London was a day earlier.
    assert last_days(2).before.end == datetime(2026, 3, 28, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "length"),
    [({}, 30), ({"days": ""}, 30), ({"days": "1"}, 1), ({"days": "60"}, 60)],
)
def test_a_length_is_asked_for(query, length):
    assert asked_for(query) == last_days(length)


def test_a_day_is_asked_for():
    assert asked_for({"day": "2026-03-01", "days": "60"}) == one_day(date(2026, 3, 1))


@pytest.mark.parametrize(
    "query",
    [
        {"days": "5"},
        {"days": "-7"},
        {"days": "all"},
        {"days": "9" * 400},
        {"day": "yesterday"},
        {"day": "2026-03-05"},  # has not begun
        {"day": "0001-01-01"},
        {"day": "2026-02-30"},
    ],
)
def test_anything_else_is_no_period(query):
    with pytest.raises(NoSuchPeriod):
        asked_for(query)
