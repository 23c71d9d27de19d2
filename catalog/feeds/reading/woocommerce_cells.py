"""What single cells of WooCommerce's CSV mean."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TypedDict

from django.utils import timezone
from django.utils.dateparse import parse_date

from catalog.feeds.journal import Journal, Refusal
from catalog.feeds.reading import cells, texts
from catalog.feeds.reading.table import Row
from catalog.feeds.records import Choice, Columns
from catalog.models import TaxClass
from shop.core import clock

COLUMNS = Columns("Name", "SKU", "Stock", "Attribute 1 value(s)")
_TAX_CLASSES = {
    "": TaxClass.STANDARD,
    "standard": TaxClass.STANDARD,
    "reduced": TaxClass.REDUCED,
    "reduced-rate": TaxClass.REDUCED,
    "zero": TaxClass.ZERO,
    "zero-rate": TaxClass.ZERO,
}
SHARED_STOCK = (
    "set to none: variants that share one stock would be sold more often than there are. "
    "Count each of them."
)
_BACKORDER = frozenset({"backorder", "onbackorder"})
_UNTAXED = frozenset({"none", "shipping"})
_SEPARATOR = re.compile(r"(?<!\\),")
_BETWEEN_PICTURES = re.compile(r",\s*(?=\w+://)")
_WEIGHT = re.compile(r"Weight \((\w+)\)")
_ATTRIBUTE = re.compile(r"Attribute (\d+) name")


class Buyable(TypedDict):
    """The part of a variant that does not depend on its options."""

    price: int
    weight: int
    on_hand: int
    is_tracked: bool


def types_of(row: Row) -> set[str]:
    return {part.strip().casefold() for part in row["Type"].split(",")}


def buyable(row: Row, journal: Journal, *, is_virtual: bool) -> Buyable:
    price = _price(row)
    if is_virtual:
        return Buyable(price=price, weight=0, on_hand=0, is_tracked=False)
    on_hand, is_tracked = _stock(row, journal)
    return Buyable(price=price, weight=_weight(row), on_hand=on_hand, is_tracked=is_tracked)


def tax_class_of(row: Row) -> TaxClass:
    if row["Tax status"].casefold() in _UNTAXED:
        return TaxClass.ZERO
    try:
        return _TAX_CLASSES[row["Tax class"].casefold()]
    except KeyError:
        known = ", ".join(name for name in _TAX_CLASSES if name)
        cause = f"“{row['Tax class'][:40]}” is not known. Leave it empty or write one of: {known}."
        raise Refusal(column="Tax class", cause=cause) from None


def category_of(row: Row) -> tuple[str, ...]:
    """Return the names of the deepest category's levels, the root first; none if there is none."""
    paths = []
    for path in split(row["Categories"]):
        names = [texts.line(part) for part in path.split(">") if part.strip()]
        paths.append([cells.fitting(name, "Categories", max_length=100) for name in names])
    return tuple(max(paths, key=len)[:2]) if paths else ()


def attributes_of(row: Row) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the name, the column and the values of each attribute that the row names."""
    for column in row.cells:
        if (match := _ATTRIBUTE.fullmatch(column)) and row[column]:
            values_column = f"Attribute {match[1]} value(s)"
            name = cells.text(row, column, max_length=50)
            values = [texts.line(value) for value in split(row[values_column])]
            for value in values:
                cells.fitting(value, values_column, max_length=80)
            yield name, values_column, values


def choices(row: Row) -> Iterator[Choice]:
    for name, _column, values in attributes_of(row):
        yield from (Choice(name, value) for value in values)


def picture_urls(row: Row) -> list[str]:
    return [url.strip() for url in _BETWEEN_PICTURES.split(row["Images"]) if url.strip()]


def split(cell: str) -> list[str]:
    r"""Return the parts between commas; ``\,`` is a comma within one."""
    parts = (part.replace("\\,", ",").strip() for part in _SEPARATOR.split(cell))
    return [part for part in parts if part]


def _price(row: Row) -> int:
    if not row["Sale price"]:
        return cells.price(row, "Regular price")
    if row["Regular price"]:  # not used today, but no less wrong
        cells.price(row, "Regular price")
    today = timezone.localdate(clock.now())
    starts, ends = _date(row, "Date sale price starts"), _date(row, "Date sale price ends")
    is_on = (starts is None or starts <= today) and (ends is None or today <= ends)
    sale = cells.price(row, "Sale price")
    return sale if is_on else cells.price(row, "Regular price")


def _date(row: Row, column: str) -> date | None:
    if not row[column]:
        return None
    try:
        found = parse_date(row[column][:10])
    except ValueError:
        found = None
    if found is None:
        cause = f"“{row[column][:40]}” is not a date. Write one such as 2026-12-31."
        raise Refusal(column=column, cause=cause)
    return found


def _stock(row: Row, journal: Journal) -> tuple[int, bool]:
    """Return how many there are and whether they are counted."""
    stock, state = row["Stock"].casefold(), row["In stock?"].casefold()
    is_sold_out = state not in _BACKORDER and not cells.yes(row, "In stock?", blank=True)
    may_wait = row["Backorders allowed?"].casefold() == "notify" or cells.yes(
        row, "Backorders allowed?", blank=False
    )
    if is_sold_out:
        return 0, True
    if stock == "parent":
        journal.note(row.number, "Stock", SHARED_STOCK)
        return 0, True
    if not stock:
        return 0, False
    return cells.whole(row, "Stock"), not may_wait


def _weight(row: Row) -> int:
    for column in row.cells:
        if (match := _WEIGHT.fullmatch(column)) and match[1] in cells.GRAMS:
            return cells.grams(row, column, match[1])
    return 0
