"""WooCommerce's product CSV: a row a product, and a row for each variation of a variable one.

Source: the columns of WooCommerce's export (English names) and its public sample feed.

* Variations name their parent by SKU or ``id:123`` and may stand anywhere, so the file is read
  twice: first to note where each variation stands (two numbers each, never its text), then to
  import. A variable product is imported where its own row stands, with all of its variations.
* Products are found again by the SKUs of what can be bought. An empty SKU is made from the ID,
  else from the name.
* Of Categories “A > B, C” the deepest counts (of equals the first), to two levels.
* Grouped and external products are left out with a note: neither can be put into a cart here.
* Sale price, where there is one and its dates hold today, is the price; else Regular price.
* Virtual and downloadable products weigh nothing and their stock is not counted. Nor is it where
  Stock is empty and the product is in stock, or where backorders are allowed. In stock? 0 is none.
* Attributes that tell variations apart are options, the others attributes of the product. See
  ``variations`` for “any” and for stock that variations share.
* A product is shown where Published is 1 and it is not hidden from the catalogue.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.feeds.journal import Journal, Refusal
from catalog.feeds.reading import cells, texts, variations
from catalog.feeds.reading.table import Row, Table
from catalog.feeds.reading.woocommerce_cells import (
    COLUMNS,
    buyable,
    category_of,
    choices,
    picture_urls,
    tax_class_of,
    types_of,
)
from catalog.feeds.records import PictureRecord, ProductRecord, Seen, VariantRecord, code_of

REQUIRED = ("Type", "SKU", "Name", "Regular price")
_LEFT_OUT = {
    "grouped": "left out: a grouped product is only a list; its products are imported each.",
    "external": "left out: an external product is sold by another shop.",
}
_FLAGS = frozenset({"virtual", "downloadable"})


@dataclass(slots=True)
class _Families:
    """Where the variations of each parent stand: ``{parent: [(offset, row number)]}``."""

    children: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)

    def leave(self, parent: Row) -> list[tuple[int, int]]:
        """Return where the variations of ``parent`` stand, once: a second parent gets none."""
        places = (place for name in _names(parent) for place in self.children.pop(name, []))
        return sorted(set(places))


def read(table: Table, journal: Journal) -> Iterator[ProductRecord]:
    """Yield the products of ``table``; tell ``journal`` about the rows that are none."""
    families = _families(table)
    skus = Seen()
    for row in table.rows(journal):
        children: list[tuple[int, int]] = []
        try:
            kind = _kind(row)
            if kind in _LEFT_OUT:
                journal.skip(row.number, "Type", _LEFT_OUT[kind])
            elif kind == "variation":
                _check_parent(row, families)
            elif kind == "simple":
                yield _simple(row, skus, journal)
            else:
                children = families.leave(row)
                yield _variable(row, table, children, skus, journal)
        except Refusal as refusal:
            journal.refuse(row.number, refusal)
            _refuse_children(row, children, journal)


def _families(table: Table) -> _Families:
    families = _Families()
    for row in table.rows(Journal(file="")):
        types = types_of(row)
        if "variation" in types:
            place = (row.offset, row.number)
            families.children.setdefault(row["Parent"], []).append(place)
        elif "variable" in types:
            families.parents.update(_names(row))
    return families


def _names(row: Row) -> list[str]:
    """Return what a variation may call this product."""
    names = [row["SKU"], f"id:{row['ID']}" if row["ID"] else ""]
    return [name for name in names if name]


def _kind(row: Row) -> str:
    kinds = types_of(row) - _FLAGS
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind not in {"simple", "variable", "variation", *_LEFT_OUT}:
        known = "simple, variable, variation, grouped, external"
        raise Refusal(
            column="Type", cause=f"“{row['Type'][:40]}” is not known. Write one of: {known}."
        )
    return kind


def _check_parent(row: Row, families: _Families) -> None:
    """Refuse an orphan. The others are imported with their parent."""
    if not row["Parent"]:
        raise Refusal(column="Parent", cause="is empty. Write the SKU of the variable product.")
    if row["Parent"] not in families.parents:
        cause = f"no variable product in the file has the SKU or ID “{row['Parent'][:64]}”."
        raise Refusal(column="Parent", cause=cause)


def _refuse_children(row: Row, children: list[tuple[int, int]], journal: Journal) -> None:
    for _offset, number in children:
        if number not in journal.refused_rows:
            cause = f"not imported, because its product (row {row.number}) was not."
            journal.refuse(number, Refusal(column="Parent", cause=cause))


def _simple(row: Row, skus: Seen, journal: Journal) -> ProductRecord:
    sku = cells.text(row, "SKU", max_length=64) or _made_sku(row)
    skus.claim(sku, row=row.number, column="SKU")
    bought = buyable(row, journal, is_virtual=bool(types_of(row) & _FLAGS))
    variant = VariantRecord(row=row.number, sku=sku, **bought)
    return _record(row, [variant], journal)


def _variable(
    row: Row, table: Table, children: list[tuple[int, int]], skus: Seen, journal: Journal
) -> ProductRecord:
    if row["SKU"]:
        skus.claim(row["SKU"], row=row.number, column="SKU")
    rows = [table.row_at(*place) for place in children]
    if not rows:
        raise Refusal(
            column="Type", cause="the file has no variation of this variable product. Add them."
        )
    rows.sort(key=lambda child: (_position(child), child.number))
    family = variations.family_of(row, rows)
    found = variations.read(family, rows, skus, journal)
    if not found:
        raise Refusal(
            column="", cause="no variation of the product can be imported; correct their rows."
        )
    refused = any(child.number in journal.refused_rows for child in rows)
    return _record(row, found, journal, images_of=rows, is_whole=not refused)


def _position(row: Row) -> int:
    return int(row["Position"]) if row["Position"].isdecimal() else 0


def _made_sku(row: Row) -> str:
    if row["ID"]:
        return cells.fitting(f"woo-{row['ID']}", "ID", max_length=64)
    return code_of(cells.required(row, "Name", max_length=200), max_length=64)


def _record(
    row: Row,
    variants: list[VariantRecord],
    journal: Journal,
    *,
    images_of: list[Row] | None = None,
    is_whole: bool = True,
) -> ProductRecord:
    name = cells.required(row, "Name", max_length=200)
    options = {choice.name for choice in variants[0].options}
    return ProductRecord(
        row=row.number,
        columns=COLUMNS,
        slug=slugify(name) or code_of(name, max_length=64),
        has_lasting_slug=False,
        name=name,
        description=_description(row),
        category=category_of(row) or (_("Other products"),),
        brand=_brand(row),
        tax_class=tax_class_of(row),
        is_published=_is_shown(row),
        attributes=tuple(choice for choice in choices(row) if choice.name not in options),
        variants=tuple(variants),
        pictures=tuple(_pictures([row, *(images_of or [])], variants, journal)),
        is_whole=is_whole,
    )


def _brand(row: Row) -> str | None:
    first = row["Brands"].split(",")[0].split(">")[-1]
    return cells.fitting(texts.line(first), "Brands", max_length=100) or None


def _description(row: Row) -> str | None:
    columns = [name for name in ("Short description", "Description") if name in row.cells]
    # The export writes a line break as the two signs \n.
    parts = [texts.paragraphs(row[name].replace("\\n", "\n")) for name in columns]
    return "\n\n".join(part for part in parts if part) if columns else None


def _is_shown(row: Row) -> bool:
    is_hidden = row["Visibility in catalog"].casefold() == "hidden"
    return cells.yes(row, "Published", blank=True) and not is_hidden


def _pictures(
    rows: list[Row], variants: list[VariantRecord], journal: Journal
) -> Iterator[PictureRecord]:
    """Yield each picture once; one that a single variant has is tied to it."""
    shows: dict[str, set[str]] = {}
    found: dict[str, Row] = {}
    for row in rows:
        for url in picture_urls(row):
            found.setdefault(url, row)
            if row is not rows[0]:
                own = {variant.sku for variant in variants if variant.row == row.number}
                shows.setdefault(url, set()).update(own)
    for url, row in found.items():
        if cells.is_web_address(url, max_length=500):
            of = shows.get(url, set())
            yield PictureRecord(url, sku=of.pop() if len(of) == 1 else "")
        else:
            journal.note(row.number, "Images", "picture left out: it is not a web address.")
