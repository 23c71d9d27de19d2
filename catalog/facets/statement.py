"""Makes the one SQL statement of a list: which products are on its page, how many there are of what.

What was found is written down once, and looked at for the page, for the total and for each facet.
The number of queries is one, whatever the number of facets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from catalog import texts
from catalog.facets.conditions import bits, conditions, failed
from catalog.facets.filters import ATTRIBUTE, NO_FILTERS, Filters

# Columns of what was found, and what is ordered by: SQL, and whether the largest comes first.
_COLUMNS: Final = """facets.product_id AS id, facets.category_id, facets.brand_id,
    facets.price, facets.price_step, facets.stars, facets.is_in_stock, facets.arrived_at,
    facets.value_keys"""
_SORTS: Final = {
    "best": [("found.score", True), ("found.is_in_stock", True), ("found.id", False)],
    "newest": [("found.arrived_at", True), ("found.id", True)],
    "price": [("found.price IS NULL", False), ("found.price", False), ("found.id", False)],
    "-price": [("found.price IS NULL", False), ("found.price", True), ("found.id", False)],
    "name": [("LOWER({name})", False), ("found.id", False)],
}
_ROWS: Final = "catalog_productfacets AS facets"
_NARROWED: Final = """
SELECT {columns}, {failed} AS failed, {score} AS score FROM {rows}
WHERE {where} AND facets.is_published
"""
# Nearly all products are published, and most are there: to know the few others costs less than to
# look up the row of each that matches.
_PLAIN: Final = """
SELECT {key} AS id, 0 AS failed, {score} AS score,
    {key} NOT IN (SELECT product_id FROM catalog_productfacets WHERE NOT is_in_stock) AS is_in_stock
FROM {table}
WHERE {where} AND {key} NOT IN (SELECT id FROM catalog_product WHERE NOT is_published)
"""
_FOUND: Final = """
WITH found AS MATERIALIZED ({found}),
page AS (
    SELECT found.id, {sort_columns} FROM found {names}
    WHERE found.failed = 0 ORDER BY {order} LIMIT %s OFFSET %s
)
"""
# What fits best, without writing down all that was found: both databases look into a grade only while
# the better ones have not filled the page.
_GRADED: Final = """
WITH found AS ({found}),
page AS (SELECT id, {sort_columns} FROM ({grades}) AS found LIMIT %s OFFSET %s)
"""
_GRADE: Final = """
SELECT * FROM ({found} ORDER BY is_in_stock DESC, id LIMIT %s) AS grade_{score}
"""
_PAGE: Final = """
SELECT 'page' AS kind, page.id AS row_key, ROW_NUMBER() OVER (ORDER BY {order}) AS number,
    '' AS code, '' AS name, '' AS facet, '' AS facet_name, 0 AS place, 0 AS facet_place
FROM page
UNION ALL
SELECT 'total', 0, COUNT(*), '', '', '', '', 0, 0 FROM found WHERE failed = 0
"""
_COUNT: Final = """
UNION ALL
SELECT '{facet}', {column}, COUNT(*), '', '', '', '', 0, 0 FROM found
WHERE {column} IS NOT NULL AND failed IN (0, {bit}) GROUP BY {column}
"""
_COUNT_IN_STOCK: Final = """
UNION ALL
SELECT 'in_stock', 1, COUNT(*), '', '', '', '', 0, 0 FROM found
WHERE is_in_stock AND failed IN (0, {bit})
"""
_COUNT_BRANDS: Final = """
UNION ALL
SELECT 'brand', brand.id, counted.number, brand.slug, brand.name, '', '', 0, 0
FROM (
    SELECT brand_id, COUNT(*) AS number FROM found WHERE failed IN (0, {bit}) GROUP BY brand_id
) AS counted JOIN catalog_brand AS brand ON brand.id = counted.brand_id
"""
_CHOSEN_BRANDS: Final = """
UNION ALL
SELECT 'brand', id, 0, slug, name, '', '', 0, 0 FROM catalog_brand WHERE slug IN ({places})
"""
_NAMED_VALUE: Final = """
UNION ALL
SELECT 'value', value.id, {number}, value.code, {value_name}, attribute.code, {attribute_name},
    value.position, attribute.position
FROM {counted} JOIN catalog_attribute AS attribute ON attribute.id = value.attribute_id
WHERE {which}
"""
_COUNTED_VALUES: Final = """
(
    SELECT CAST(held.value AS BIGINT) AS value_id, COUNT(*) AS number FROM found, {elements}
    WHERE found.failed = {failed} GROUP BY held.value
) AS counted JOIN catalog_attributevalue AS value ON value.id = counted.value_id
"""
_ELEMENTS: Final = {
    "sqlite": "json_each(found.value_keys) AS held",
    "postgresql": "jsonb_array_elements_text(found.value_keys) AS held(value)",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where products come from, before any filter: SQL, and its parameters in their order."""

    key: str = "facets.product_id"
    table: str = ""  # empty: the narrow rows, ``facets``, themselves
    where: str = "TRUE"
    parameters: Sequence[Any] = ()
    score: str = "0"  # what a product is worth, as a search sees it
    score_parameters: Sequence[Any] = ()
    # The same, where few scores are possible: each, the largest first, with the parameter by which
    # ``table`` and ``where`` give just the products that are worth so much. Empty: not known.
    grades: Sequence[tuple[int, Any]] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list is asked for. ``is_counted``: with what each facet would leave."""

    filters: Filters = NO_FILTERS
    sort: str = "newest"
    offset: int = 0
    limit: int = 20
    is_counted: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing is asked for but what fits best."""
        return not self.filters and not self.is_counted and self.sort == "best"


def listing(source: Source, asked: Asked) -> tuple[str, list[Any]]:
    """Return SQL and parameters for rows of kind, key, number, code, name, facet, its name and places.

    Rows of the kind ``page`` carry a product's key and its place on the page; there is always one of
    the kind ``total``.
    """
    if source.table and asked.is_plain:
        return _graded(source, asked) if source.grades else _plain(source, asked)
    narrowed = conditions(asked.filters)
    fails, parameters = failed(narrowed)
    found = _NARROWED.format(
        columns=_COLUMNS,
        failed=fails,
        score=source.score,
        rows=_joined(source) if source.table else _ROWS,
        where=source.where,
    )
    sql = [_page(found, asked.sort)]
    parameters += [*source.score_parameters, *source.parameters, asked.limit, asked.offset]
    if asked.is_counted:
        for part, values in _counts(asked.filters, bits(narrowed)):
            sql.append(part)
            parameters += values
    return "".join(sql), parameters


def _plain(source: Source, asked: Asked) -> tuple[str, list[Any]]:
    found = _worth(source, source.score)
    parameters = [*source.score_parameters, *source.parameters, asked.limit, asked.offset]
    return _page(found, asked.sort), parameters


def _graded(source: Source, asked: Asked) -> tuple[str, list[Any]]:
    most = asked.offset + asked.limit
    grades = [
        _GRADE.format(found=_worth(source, str(score)), score=score) for score, _ in source.grades
    ]
    sql = _GRADED.format(
        found=_worth(source, "0"),
        sort_columns=_sort_columns(asked.sort),
        grades="UNION ALL".join(grades),
    )
    words = [each for _score, words in source.grades for each in (words, most)]
    parameters = [*source.parameters, *words, asked.limit, asked.offset]
    return sql + _PAGE.format(order=_order(asked.sort)), parameters


def _worth(source: Source, score: str) -> str:
    return _PLAIN.format(key=source.key, score=score, table=source.table, where=source.where)


def _joined(source: Source) -> str:
    return f"{source.table} JOIN {_ROWS} ON facets.product_id = {source.key}"


def _page(found: str, sort: str) -> str:
    rows = _FOUND.format(
        found=found,
        sort_columns=_sort_columns(sort),
        order=_order(sort),
        names="JOIN catalog_product AS product ON product.id = found.id" if sort == "name" else "",
    )
    return rows + _PAGE.format(order=_order(sort))


def _sort_columns(sort: str) -> str:
    columns = [
        column.format(name=_translated("product.name")) for column, _descending in _SORTS[sort]
    ]
    return ", ".join(f"{column} AS sort_{place}" for place, column in enumerate(columns))


def _order(sort: str) -> str:
    return ", ".join(
        f"sort_{place} {'DESC' if is_descending else 'ASC'}"
        for place, (_column, is_descending) in enumerate(_SORTS[sort])
    )


def _counts(filters: Filters, bit: dict[str, int]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the parts of the statement that count, each with its parameters."""
    for facet, column in (("category", "category_id"), ("price", "price_step"), ("stars", "stars")):
        yield _COUNT.format(facet=facet, column=column, bit=bit.get(facet, 0)), []
    yield _COUNT_IN_STOCK.format(bit=bit.get("in_stock", 0)), []
    yield _COUNT_BRANDS.format(bit=bit.get("brand", 0)), []
    if filters.brands:
        places = ", ".join(["%s"] * len(filters.brands))
        yield _CHOSEN_BRANDS.format(places=places), [*filters.brands]
    yield _values(failing=0, which="attribute.is_filter"), []
    for code, values in filters.attributes:
        yield _values(failing=bit[ATTRIBUTE + code], which="attribute.code = %s"), [code]
        yield _chosen_values(len(values)), [code, *values]


def _values(*, failing: int, which: str) -> str:
    elements = _ELEMENTS[connection.vendor]
    counted = _COUNTED_VALUES.format(elements=elements, failed=failing)
    return _named(counted, "counted.number", which)


def _chosen_values(count: int) -> str:
    """Return SQL that names what is chosen, even if nothing is left of it."""
    places = ", ".join(["%s"] * count)
    which = f"attribute.code = %s AND value.code IN ({places})"
    return _named("catalog_attributevalue AS value", "0", which)


def _named(counted: str, number: str, which: str) -> str:
    return _NAMED_VALUE.format(
        counted=counted,
        number=number,
        which=which,
        value_name=_translated("value.name"),
        attribute_name=_translated("attribute.name"),
    )


def _translated(column: str) -> str:
    """Return SQL for a translated column: the first of its languages that is not empty."""
    table, field = column.split(".")
    words = [f"NULLIF({table}.{each}, '')" for each in texts.columns(field)]
    return f"COALESCE({', '.join(words)}, '')"
