from datetime import date

import pytest
from django.utils.translation import override

from analytics import numbers
from analytics.periods import one_day

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 0, "–"),
        (1, 4, "1 of 4"),
        (1, 5, "20%"),
        (1, 20, "5%"),
        (123, 10_000, "1.2%"),
        (7, 5, "140%"),
    ],
)
def test_a_share_of_few_is_told_in_numbers(part, whole, told):
    with override("en"):
        assert numbers.share(part, whole) == told


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (3, 0, ""),
        (9, 4, ""),
        (10, 5, "+100%"),
        (5, 10, "−50%"),
        (10, 10, "±0%"),
        (1001, 1000, "+0.1%"),
    ],
)
def test_a_change_is_told_where_there_was_enough(now, before, told):
    with override("en"):
        assert numbers.change(now, before) == told


def test_a_change_of_money_asks_how_many_there_were():
    with override("en"):
        assert numbers.change(20_000, 10_000, counted=4) == ""
        assert numbers.change(20_000, 10_000, counted=5) == "+100%"


def test_french_writes_numbers_its_own_way():
    with override("fr"):
        assert numbers.number(12345) == f"12{NARROW}345"
        assert numbers.share(123, 1000) == f"12{WIDE}%"
        assert numbers.decimal(1.25) == "1,2"
        assert numbers.day(date(2026, 3, 4)) == "mer. 4 mars"


def test_a_span_of_one_day_is_that_day(clock):
    with override("en"):
        assert numbers.span(one_day(date(2026, 3, 3))) == "Tuesday, March 3, 2026"


def test_a_difference_has_its_sign():
    with override("en"):
        assert [numbers.difference(n) for n in (3, -3, 0)] == ["+3", "−3", "±0"]
