"""A table of a report. The chart above it is drawn from the table itself, by ``admin/charts.js``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse

from analytics import numbers
from shop.core import money


class Chart(StrEnum):
    """How a table is drawn; the names are those that ``charts.js`` knows."""

    NONE = ""
    LINE = "line"
    COLUMNS = "columns"
    BARS = "bars"  # lying, one below the other


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    is_number: bool = False
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` is for people. ``raw`` is the same number as machines write it: the chart's."""

    text: str
    raw: str = ""
    href: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The first cell is its heading."""

    cells: Sequence[Cell]
    is_drawn: bool = True
    is_aside: bool = False  # drawn paler: no step of the way
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``says`` tells in a sentence what there is to see, to who sees a chart and who does not."""

    name: str  # of its place on the page
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    says: str = ""
    nothing: str = ""  # said where there are no rows
    notes: Sequence[str] = ()
    chart: Chart = Chart.NONE
    is_folded: bool = False  # a long table below a chart that says most of it
    is_money: bool = False
    is_half: bool = False  # of the width, where there is room for two


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number by itself, with what it was before."""

    label: str
    value: str
    note: str = ""


def words(text: object, *, href: str = "") -> Cell:
    return Cell(str(text), href=href)


def count(value: int) -> Cell:
    return Cell(numbers.number(value), raw=str(value), is_number=True)


def amount(minor: int) -> Cell:
    return Cell(money.formatted(minor), raw=money.plain(minor), is_number=True)


def share(part: int, whole: int) -> Cell:
    return Cell(numbers.share(part, whole), is_number=True)


def reading(text: str) -> Cell:
    """Return a number that is written as ``text`` and never drawn."""
    return Cell(text, is_number=True)


def linked(cell: Cell, view: str, **query: object) -> Cell:
    """Return ``cell`` as a link to the page ``view``."""
    return replace(cell, href=f"{reverse(view)}?{urlencode(query)}")
