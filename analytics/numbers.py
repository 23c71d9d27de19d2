"""Numbers and days as people of the page's language write them."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from analytics.periods import Period

FEW = 5  # of fewer than this a percentage tells less than the numbers themselves
NOTHING = "–"
_ONE_DECIMAL_BELOW = Decimal("0.1")


def number(value: int) -> str:
    return format_decimal(value, locale=_locale())


def decimal(value: Decimal | float) -> str:
    return format_decimal(value, format="#,##0.0", locale=_locale())


def share(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` in per cent; of few, the two numbers."""
    if not whole:
        return NOTHING
    if whole < FEW:
        return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}
    return _percent(Decimal(part) / whole)


def change(now: int, before: int, *, counted: int | None = None) -> str:
    """Return by how much ``before`` has changed, as ``+12 %``; empty where there was too little.

    ``counted`` is how many there were before, where ``before`` is an amount of money.
    """
    if before <= 0 or (before if counted is None else counted) < FEW:
        return ""
    return f"{_sign(now - before)}{_percent(abs(Decimal(now - before) / before))}"


def difference(value: int) -> str:
    """Return ``+3`` or ``−3``."""
    return f"{_sign(value)}{number(abs(value))}"


def day(value: date) -> str:
    """Return ``Tue, Nov 24`` or ``mar. 24 nov.``."""
    return format_skeleton("MMMEd", value, locale=_locale())


def long_day(value: date) -> str:
    return format_date(value, "full", locale=_locale())


def span(period: Period) -> str:
    """Return which days the period has, in words."""
    if period.is_one_day:
        return long_day(period.first)
    return format_interval(period.first, period.last, "yMMMd", locale=_locale())


def _sign(value: int) -> str:
    return "+" if value > 0 else "−" if value else "±"


def _percent(value: Decimal) -> str:
    """Below ten per cent one decimal: there it makes a difference."""
    rounded = round(value, 3 if value < _ONE_DECIMAL_BELOW else 2)
    return format_percent(rounded, locale=_locale(), decimal_quantization=False)


def _locale() -> str:
    return to_locale(get_language() or settings.LANGUAGE_CODE)
