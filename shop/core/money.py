"""Money is an integer number of minor units (cents) of the shop's one currency. No floats.

``parse``, ``typed`` and ``formatted`` are the only ways in and out of that number; ``spread`` is the only
way to divide it.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_percent,
    get_currency_precision,
    parse_decimal,
)
from django.conf import settings
from django.utils.translation import get_language, to_locale

LARGEST = 9_999_999_999_99  # minor units; far above any price, far below a bigint
_LONGEST = 40  # characters; an amount with all its signs is shorter
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f"))
_MACHINE = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class InvalidAmount(ValueError):
    """The text is not an amount of money that the currency can express."""


def formatted(amount: int, *, language: str | None = None) -> str:
    """Return ``amount`` minor units as people write it: 1290 is ``12,90 €`` in French."""
    return _formatted(
        amount, settings.CURRENCY, language or get_language() or settings.LANGUAGE_CODE
    )


@lru_cache(maxsize=4096)  # a page of products writes two dozen; a shop has few different prices
def _formatted(amount: int, currency: str, language: str) -> str:
    value = Decimal(amount).scaleb(-get_currency_precision(currency))
    return format_currency(value, currency, locale=to_locale(language))


def percentage(basis_points: int) -> str:
    """Return a rate as the active language writes it: 550 basis points are ``5,5 %``."""
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return format_percent(
        Decimal(basis_points).scaleb(-4), locale=locale, decimal_quantization=False
    )


def plain(amount: int) -> str:
    """Return ``amount`` minor units for machines: 1290 is ``12.90`` (schema.org, feeds)."""
    exponent = _exponent()
    return f"{Decimal(amount).scaleb(-exponent):.{exponent}f}"


def parse(text: str, *, language: str | None = None) -> int:
    """Return the minor units that ``text`` stands for, read as ``language`` writes numbers.

    With no language the text is a machine's: ``12.90``. Raises InvalidAmount for what is not a
    number, is negative, is too large, or has more decimals than the currency.
    """
    text = text.strip()
    if len(text) > _LONGEST or (not language and not _MACHINE.fullmatch(text)):
        raise InvalidAmount(text)
    try:
        value = (
            parse_decimal(text, locale=to_locale(language), strict=True)
            if language
            else Decimal(text)
        )
        minor = value.scaleb(_exponent())
    except (NumberFormatError, ArithmeticError):
        raise InvalidAmount(text) from None
    if not minor.is_finite() or not 0 <= minor <= LARGEST or minor != minor.to_integral_value():
        raise InvalidAmount(text)
    return int(minor)


def typed(text: str) -> int:
    """Return the minor units of an amount as people type it, with a comma or a point for decimals.

    Raises InvalidAmount where the sign may divide thousands: ``1,290`` is not 1.29.
    """
    number = text.translate(_SPACES).replace(",", ".")
    if len(number.partition(".")[2]) > _exponent():
        raise InvalidAmount(text)
    return parse(number)


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Return ``amount`` divided in proportion to ``weights``; the parts always sum to ``amount``.

    The largest-remainder (Hamilton) method: each part is rounded down, and what is left goes, a
    unit each, to the parts that lost most; of equals the first. All-zero weights count as equal.
    Raises ValueError for a negative amount or weight, or for no weights.
    """
    if amount < 0 or not weights or min(weights) < 0:
        message = (
            "spread() needs an amount and weights that are not negative, and one weight at least"
        )
        raise ValueError(message)
    shares = list(weights) if any(weights) else [1] * len(weights)
    total = sum(shares)
    parts = [amount * share // total for share in shares]
    lost_most = sorted(range(len(shares)), key=lambda i: (-(amount * shares[i] % total), i))
    for i in lost_most[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def _exponent() -> int:
    return get_currency_precision(settings.CURRENCY)
