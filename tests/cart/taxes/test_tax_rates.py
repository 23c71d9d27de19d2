from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override


def told(*args):
    out = StringIO()
    with override("en"):
        call_command("tax_rates", *args, stdout=out)
    return out.getvalue().splitlines()


def test_all_countries_are_told_for_today(clock):
    lines = told()
    assert len(lines) == 30
    assert "DE  standard 19%  reduced 7%  zero 0%" in lines
    assert ("FI  standard 25.5% since 2024-09-01  reduced 13.5% since 2026-01-01  zero 0%") in lines


def test_some_countries_are_told_for_another_day(clock):
    assert told("ee", "MC", "--at", "2025-06-30") == [
        "EE  standard 22% since 2024-01-01  reduced 22% since 2024-01-01  zero 0%",
        "FR  standard 20%  reduced 5.5%  zero 0%",
    ]


def test_own_rates_are_told_as_such(clock, settings):
    settings.TAX_RATES = {"standard": 2000, "reduced": 1000, "zero": 0}
    assert told("FR", "DE") == [
        "FR  standard 20% by TAX_RATES  reduced 10% by TAX_RATES  zero 0% by TAX_RATES",
        "DE  standard 19%  reduced 7%  zero 0%",
    ]


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        (["XX", "FR", "YY"], "No rates are known for XX, YY."),
        (["FR", "--at", "2020-01-01"], "no standard rate of VAT is known for FR on 2020-01-01"),
        (["--at", "yesterday"], "'yesterday' is not a date such as 2026-01-01"),
    ],
)
def test_what_is_not_known_is_said(args, wrong):
    with pytest.raises(CommandError, match=wrong):
        told(*args)
