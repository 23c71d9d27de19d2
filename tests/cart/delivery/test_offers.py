from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override

from cart.delivery import offers, undeliverable
from tests.cart.delivery.test_rates import rate

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday, 13:00 in Paris


def offer(*rates, now=NOON, country="FR", goods=1000):
    return offers(rates or [rate()], country=country, weight=500, goods=goods, now=now)[0]


def test_each_method_has_one_offer_in_staffs_order():
    rates = [rate(900, method=2), rate(490, method=2), rate(700, method=1), rate(0, least_total=1)]
    found = offers(rates, country="FR", weight=500, goods=1000, now=NOON)
    assert [(each.method_id, each.price) for each in found] == [(2, 490), (1, 0)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Delivered between March 6 and March 10"),
        ("fr", "Livraison entre le 6 mars et le 10 mars"),
    ],
)
def test_days_are_said_in_words(language, words):
    with override(language):
        assert offer().days == words


def test_one_day_is_one_day():
    with override("en"):
        assert offer(rate(days=(1, 1))).days == "Delivered on March 5"


@pytest.mark.parametrize(
    ("now", "days", "condition"),
    [
        (
            datetime(2026, 3, 4, 12, 59, tzinfo=UTC),
            "Delivered on March 5",
            "For an order placed before 14:00 today.",
        ),
        (
            datetime(2026, 3, 4, 13, 0, tzinfo=UTC),
            "Delivered on March 6",
            "For an order placed before 14:00 on March 5.",
        ),
        (
            datetime(2026, 3, 6, 23, 30, tzinfo=UTC),  # Saturday already where the shop is
            "Delivered on March 10",
            "For an order placed before 14:00 on March 9.",
        ),
        (
            datetime(2026, 12, 31, 14, 0, tzinfo=UTC),
            "Delivered on January 5",
            "For an order placed before 14:00 on January 4.",
        ),
        (
            datetime(2026, 7, 3, 11, 59, tzinfo=UTC),  # summer time: 13:59
            "Delivered on July 6",
            "For an order placed before 14:00 today.",
        ),
        (
            datetime(2026, 7, 3, 12, 0, tzinfo=UTC),
            "Delivered on July 7",
            "For an order placed before 14:00 on July 6.",
        ),
    ],
)
def test_a_cut_off_is_said_as_a_fact(now, days, condition):
    found = offer(rate(days=(1, 1), cut_off=time(14, 0)), now=now)
    with override("en"):
        assert (found.days, found.condition) == (days, condition)


def test_without_a_cut_off_there_is_no_condition():
    assert offer().condition == ""


@pytest.mark.parametrize(
    ("country", "day", "leaves", "earliest", "latest"),
    [
        ("CH", date(2026, 7, 14), date(2026, 7, 15), date(2026, 7, 16), date(2026, 7, 17)),
        ("BE", date(2026, 7, 20), date(2026, 7, 20), date(2026, 7, 22), date(2026, 7, 23)),
        ("GB", date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30)),
        ("CH", date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 5)),
    ],
)
def test_the_shop_rests_on_its_holidays_and_the_postman_on_those_there(
    country, day, leaves, earliest, latest
):
    """July 14 is the shop's, July 21 Belgium's, Boxing Day Britain's, moved to the Monday."""
    now = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)
    found = offer(rate(days=(1, 2)), country=country, now=now)
    assert (found.leaves, found.earliest, found.latest) == (leaves, earliest, latest)


def test_the_shop_dispatches_by_its_own_calendar(settings):
    settings.COUNTRY = "BE"
    found = offer(rate(days=(1, 1)), country="FR", now=datetime(2026, 7, 21, 8, 0, tzinfo=UTC))
    assert (found.leaves, found.earliest) == (date(2026, 7, 22), date(2026, 7, 23))


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ([rate(to="FR")], "We do not deliver to this country yet: Belgium."),
        (
            [rate(to="BE", most_weight=499)],
            (
                "This is too heavy for a parcel to this country: Belgium."
                " Take something heavy out, or order it in two parts."
            ),
        ),
        (
            [rate(to="BE", most_weight=499), rate(to="BE", least_total=5000)],
            "We deliver to this country from €50.00 on: Belgium.",
        ),
    ],
)
def test_why_nothing_can_be_brought_is_said(rates, words):
    assert offers(rates, country="BE", weight=500, goods=1000, now=NOON) == []
    with override("en"):
        assert undeliverable(rates, country="BE", weight=500) == words
