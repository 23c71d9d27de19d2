"""The variations of a WooCommerce product become variants.

An empty option value means “any”: one variant is made for each value that the product lists and
that no other variation names, because the shop must know what to send. Its SKU is the variation's
with the value behind. Such variants would share one number in stock; where it is counted they get
none and a note says so, because selling what is not there is worse than selling it later.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from catalog.feeds.journal import Journal, Refusal
from catalog.feeds.reading import cells, texts
from catalog.feeds.reading.table import Row
from catalog.feeds.reading.woocommerce_cells import (
    COLUMNS,
    SHARED_STOCK,
    attributes_of,
    buyable,
    tax_class_of,
    types_of,
)
from catalog.feeds.records import (
    SKU_LENGTH,
    Choice,
    Seen,
    VariantRecord,
    code_of,
    made_sku,
    refuse_repeated_options,
)
from catalog.models import TaxClass

MOST_VARIANTS = 500  # of one product, so that a row of “any” cannot become thousands


class Family(NamedTuple):
    """A variable product: its row, its tax class, and its options.

    ``options`` are the attributes that tell its variations apart, by code: the name, and the
    values that the product lists.
    """

    row: Row
    tax_class: TaxClass
    options: dict[str, tuple[str, list[str]]]


def family_of(parent: Row, children: list[Row]) -> Family:
    columns = ((child, column) for child in children for column in _name_columns(child))
    used = {_code(child[column]) for child, column in columns if child[column]}
    listed = {_code(name): (name, values) for name, _column, values in attributes_of(parent)}
    options = {code: found for code, found in listed.items() if code in used}
    return Family(parent, tax_class_of(parent), options)


def read(family: Family, rows: list[Row], skus: Seen, journal: Journal) -> list[VariantRecord]:
    """Return the variants of ``rows``; tell ``journal`` about the rows that are none."""
    found: list[VariantRecord] = []
    taken: dict[str, int] = {}
    # A variation that names its values goes before one that takes any.
    for row in sorted(rows, key=lambda row: _takes_any(row, family)):
        try:
            found += _variants(family, row, taken, skus, journal)
        except Refusal as refusal:
            journal.refuse(row.number, refusal)
    order = {row.number: place for place, row in enumerate(rows)}
    return sorted(found, key=lambda variant: order[variant.row])


def _variants(
    family: Family,
    row: Row,
    taken: dict[str, int],
    skus: Seen,
    journal: Journal,
) -> list[VariantRecord]:
    variant = _variant(family, row, journal)
    if not _takes_any(row, family):
        refuse_repeated_options(variant, taken, COLUMNS.options)
        skus.claim(variant.sku, row=row.number, column="SKU")
        return [variant]
    made = [one for one in _expanded(variant, row, family) if _is_free(one, taken)]
    if not made:
        raise Refusal(
            column=COLUMNS.options, cause="other variations name all that this one stands for."
        )
    for one in made:
        skus.claim(one.sku, row=row.number, column="SKU")
    if len(made) > 1 and variant.is_tracked and variant.on_hand:
        journal.note(row.number, "Stock", SHARED_STOCK)
        made = [replace(one, on_hand=0) for one in made]
    return made


def _variant(family: Family, row: Row, journal: Journal) -> VariantRecord:
    chosen = _chosen(row)
    for code in chosen:
        cells.fitting(chosen[code], COLUMNS.options, max_length=80)
        if code not in family.options:
            cause = (
                f"the product (row {family.row.number}) has no attribute “{code}”. Add it there."
            )
            raise Refusal(column=COLUMNS.options, cause=cause)
    if row["Tax class"].casefold() != "parent" and tax_class_of(row) != family.tax_class:
        cause = "differs from the product's. All variants have the same one here."
        raise Refusal(column="Tax class", cause=cause)
    options = [
        Choice(name, value)
        for code, (name, _values) in family.options.items()
        if (value := chosen.get(code))
    ]
    base = f"woo-{row['ID']}" if row["ID"] else row["Parent"]
    is_virtual = not types_of(row).isdisjoint({"virtual", "downloadable"})
    return VariantRecord(
        row=row.number,
        sku=cells.text(row, "SKU", max_length=SKU_LENGTH)
        or made_sku(base, [option.value for option in options]),
        options=tuple(options),
        is_active=cells.yes(row, "Published", blank=True),
        **buyable(row, journal, is_virtual=is_virtual),
    )


def _expanded(variant: VariantRecord, row: Row, family: Family) -> Iterator[VariantRecord]:
    chosen = _chosen(row)
    lists = [
        [Choice(name, value) for value in ([chosen[code]] if chosen.get(code) else values)]
        for code, (name, values) in family.options.items()
    ]
    count = math.prod(map(len, lists))
    if not 0 < count <= MOST_VARIANTS:
        cause = f"“any” stands for {count} variants here; 1 to {MOST_VARIANTS} can be made."
        raise Refusal(column=COLUMNS.options, cause=cause)
    for options in product(*lists):
        added = [option.value for option in options if option not in variant.options]
        yield replace(variant, sku=made_sku(variant.sku, added), options=options)


def _is_free(variant: VariantRecord, taken: dict[str, int]) -> bool:
    """Return whether no variation has these options yet, and take them."""
    key = ",".join(code_of(choice.value, max_length=80) for choice in variant.options)
    if key in taken:
        return False
    taken[key] = variant.row
    return True


def _takes_any(row: Row, family: Family) -> bool:
    chosen = _chosen(row)
    return any(not chosen.get(code) for code in family.options)


def _chosen(row: Row) -> dict[str, str]:
    """Return the row's value of each attribute, by the attribute's code; any value is empty."""
    return {
        _code(row[column]): texts.line(row[_value_column(column)].replace("\\,", ","))
        for column in _name_columns(row)
        if row[column]
    }


def _name_columns(row: Row) -> list[str]:
    return [name for name in row.cells if name.startswith("Attribute ") and name.endswith(" name")]


def _value_column(name_column: str) -> str:
    return name_column.replace(" name", " value(s)")


def _code(name: str) -> str:
    return code_of(texts.line(name), max_length=50)
