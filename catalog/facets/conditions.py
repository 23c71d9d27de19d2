"""Filters as SQL over ``facets``, the alias of the narrow rows. Each facet has a bit of its own.

A product is counted under a facet when it fails no filter but that facet's own: "red" says how many
there would be, whether "blue" is chosen or not. So what each product fails is written as one number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from catalog.facets.filters import ATTRIBUTE, Filters
from catalog.facets.prices import Band

_CATEGORIES: Final = """
facets.category_id IN (
    SELECT below.id FROM catalog_category AS shelf JOIN catalog_category AS below
    ON substr(below.path, 1, length(shelf.path)) = shelf.path WHERE shelf.slug IN ({places})
)
"""
_BRANDS: Final = "facets.brand_id IN (SELECT id FROM catalog_brand WHERE slug IN ({places}))"
# A query by itself, asked once and not for each product.
_KEY_OF_VALUE: Final = """
(SELECT value.id FROM catalog_attributevalue AS value
JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id
WHERE attribute.code = %s AND value.code = %s)
"""
_HAS_VALUE: Final = {
    "sqlite": f"{_KEY_OF_VALUE} IN (SELECT value FROM json_each(facets.value_keys))",  # noqa: S608
    "postgresql": f"facets.value_keys @> to_jsonb({_KEY_OF_VALUE})",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What products must meet for one facet, by its GET parameter."""

    facet: str
    sql: str
    parameters: list[Any]


def conditions(filters: Filters) -> list[Condition]:
    return list(_conditions(filters))


def _conditions(filters: Filters) -> Iterator[Condition]:
    if filters.categories:
        sql = _CATEGORIES.format(places=_places(filters.categories))
        yield Condition("category", sql, [*filters.categories])
    if filters.brands:
        sql = _BRANDS.format(places=_places(filters.brands))
        yield Condition("brand", sql, [*filters.brands])
    if filters.prices:
        within = [_within(band) for band in filters.prices]
        sql = " OR ".join(sql for sql, _parameters in within)
        yield Condition("price", sql, [each for _sql, some in within for each in some])
    if filters.stars:
        yield Condition("stars", "facets.stars >= %s", [filters.stars])
    if filters.in_stock:
        yield Condition("in_stock", "facets.is_in_stock", [])
    for code, values in filters.attributes:
        sql = " OR ".join([_HAS_VALUE[connection.vendor]] * len(values))
        yield Condition(ATTRIBUTE + code, sql, [each for value in values for each in (code, value)])


def failed(found: list[Condition]) -> tuple[str, list[Any]]:
    """Return SQL for the sum of the bits of what a product fails, and its parameters."""
    cases = [f"CASE WHEN {each.sql} THEN 0 ELSE {1 << bit} END" for bit, each in enumerate(found)]
    return " + ".join(cases) or "0", [each for some in found for each in some.parameters]


def bits(found: list[Condition]) -> dict[str, int]:
    """Return the bit of each facet that is filtered by."""
    return {each.facet: 1 << bit for bit, each in enumerate(found)}


def _within(band: Band) -> tuple[str, list[int]]:
    if band.high is None:
        return "facets.price >= %s", [band.low]
    return "(facets.price >= %s AND facets.price < %s)", [band.low, band.high]


def _places(values: tuple[str, ...]) -> str:
    return ", ".join(["%s"] * len(values))
