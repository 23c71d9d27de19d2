"""Asks the database for a page of products and, when wanted, for what each facet would leave of them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import connection

from catalog.facets.statement import Asked, Source, listing

_FARTHEST: Final = 2**31 - 1  # both databases count rows at least so far


@dataclass(slots=True)
class Option:
    """A value that a list can be narrowed to, and how many products that would leave."""

    code: str
    name: str
    count: int = 0
    place: int = 0


@dataclass(slots=True)
class Attribute:
    """An attribute that products can be narrowed by, and its values by their codes."""

    code: str
    name: str
    place: int
    options: dict[str, Option] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """How many products each value of each facet would leave, under the filters of all others."""

    categories: Counter[int] = field(default_factory=Counter)  # keys; what lies in them themselves
    price_steps: Counter[int] = field(default_factory=Counter)
    stars: Counter[int] = field(default_factory=Counter)  # exactly so many; 0: not reviewed yet
    in_stock: int = 0
    brands: dict[str, Option] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)


@dataclass(slots=True)
class Listed:
    """One page of products, how many there are on all pages, and what was counted, if it was."""

    product_ids: list[int]
    total: int
    counts: Counts | None = None


def in_categories(category_ids: Collection[int], asked: Asked) -> Listed:
    """Return the published products that lie in these categories themselves; one query."""
    places = ", ".join(["%s"] * len(category_ids))
    source = Source(where=f"facets.category_id IN ({places})", parameters=[*category_ids])
    return listed(source, asked)


def listed(source: Source, asked: Asked) -> Listed:
    """Return what ``asked`` asks for of the products of ``source``; one query, the same order always."""
    near = replace(asked, offset=_row_number(asked.offset), limit=_row_number(asked.limit))
    sql, parameters = listing(source, near)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    page, total, counts = [], 0, Counts()
    for kind, key, number, *labels in rows:
        match kind:
            case "page":
                page.append((number, key))
            case "total":
                total = number
            case _:
                _count(counts, kind, key, number, labels)
    found = [key for _place, key in sorted(page)]
    return Listed(found, total, counts if asked.is_counted else None)


def _row_number(number: int) -> int:
    return min(max(number, 0), _FARTHEST)


def _count(counts: Counts, kind: str, key: int, number: int, labels: list[Any]) -> None:
    code, name, facet, facet_name, place, facet_place = labels
    match kind:
        case "category":
            counts.categories[key] += number
        case "price":
            counts.price_steps[key] += number
        case "stars":
            counts.stars[key] += number
        case "in_stock":
            counts.in_stock = number
        case "brand":
            counts.brands.setdefault(code, Option(code, name)).count += number
        case "value":
            attribute = counts.attributes.setdefault(
                facet, Attribute(facet, facet_name, facet_place)
            )
            attribute.options.setdefault(code, Option(code, name, place=place)).count += number
