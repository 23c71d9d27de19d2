"""Cells become values. Each reader raises Refusal with the cell's column and the way out."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from catalog.feeds.journal import Refusal
from catalog.feeds.reading import texts
from catalog.feeds.reading.table import Row
from shop.core import money

# Exact by definition: the international pound of 1959; an ounce is a sixteenth of it.
GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
LARGEST = 2_147_483_647  # of a database's integer
# Decimal reads more: 1_000, 1e99999999, digits of any script. No shop writes those in a feed.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_YES = frozenset({"1", "true", "yes", "y"})
_NO = frozenset({"0", "false", "no", "n", "-1"})
_is_web_address = URLValidator(schemes=["http", "https"])


def text(row: Row, column: str, *, max_length: int) -> str:
    """Return the cell on one line, its entities read."""
    return fitting(texts.line(row[column]), column, max_length=max_length)


def fitting(value: str, column: str, *, max_length: int) -> str:
    """Return ``value``; raise Refusal where it is longer than the shop keeps."""
    if len(value) > max_length:
        cause = f"has {len(value)} characters, {max_length} fit. Shorten it."
        raise Refusal(column=column, cause=cause)
    return value


def required(row: Row, column: str, *, max_length: int) -> str:
    if not (value := text(row, column, max_length=max_length)):
        raise Refusal(column=column, cause="is empty. Fill it in.")
    return value


def price(row: Row, column: str) -> int:
    """Return minor units of the shop's currency."""
    cell = row[column]
    if not cell:
        raise Refusal(column=column, cause="is empty. Write a price such as 12.90.")
    try:
        if not _NUMBER.fullmatch(cell):
            raise money.InvalidAmount(cell)
        return money.parse(cell)
    except money.InvalidAmount:
        cause = (
            f"“{_short(cell)}” is not a price. Write one such as 12.90: digits, a point, "
            "no sign, no currency, no more decimals than the currency has."
        )
        raise Refusal(column=column, cause=cause) from None


def whole(row: Row, column: str) -> int:
    """Return a number of units; other shops sell below zero, which is none left here."""
    number = _number(row, column)
    if number != number.to_integral_value() or abs(number) > LARGEST:
        cause = f"“{_short(row[column])}” is not a whole number. Write one such as 5."
        raise Refusal(column=column, cause=cause)
    return max(0, int(number))


def grams(row: Row, column: str, unit: str) -> int:
    """Return the weight in grams, to the nearest; an empty cell weighs nothing."""
    if not row[column]:
        return 0
    weight = _number(row, column) * GRAMS[unit]
    if not 0 <= weight <= LARGEST:
        cause = f"“{_short(row[column])}” is not a weight. Write one such as 0.25."
        raise Refusal(column=column, cause=cause)
    return int(weight.quantize(Decimal(1), ROUND_HALF_UP))


def yes(row: Row, column: str, *, blank: bool) -> bool:
    """Return whether the cell says yes; ``blank`` is what an empty one says."""
    cell = row[column].casefold()
    if not cell:
        return blank
    if cell not in _YES | _NO:
        cause = f"“{_short(cell)}” is neither yes nor no. Write 1 or 0, or true or false."
        raise Refusal(column=column, cause=cause)
    return cell in _YES


def is_web_address(url: str, *, max_length: int) -> bool:
    try:
        _is_web_address(url)
    except ValidationError:
        return False
    return len(url) <= max_length


def _number(row: Row, column: str) -> Decimal:
    if not _NUMBER.fullmatch(row[column]):
        cause = f"“{_short(row[column])}” is not a number. Write one such as 5 or 0.25."
        raise Refusal(column=column, cause=cause)
    return Decimal(row[column])


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:39]}…"  # noqa: PLR2004 - what a line can show
