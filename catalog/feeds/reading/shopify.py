"""Shopify's product CSV: the rows of one Handle, one after the other, are one product.

Source: the columns of Shopify's export and its public sample feed.

* The first row carries the product; each row with a price, a SKU or an option value is a variant;
  the others only add a picture. “Default Title” is Shopify's word for a product without options.
* The category is the Type (“A > B” has two levels), else the first of the Tags, else “Other
  products”. The other tags have no order and no parent, so no tree can be made of them.
* Vendor is the brand; a row with Variant Taxable false has the zero rate; Status other than
  active, or Published false, hides the product.
* Stock is counted where an Inventory Tracker is named and the Policy is not to continue selling.
* Variant Grams is in grams, whatever Variant Weight Unit says (that is how Shopify shows it).
* An empty SKU is made from the Handle and the option values.
* Gift cards are left out: the shop sells none.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from catalog.feeds.journal import Journal, Refusal
from catalog.feeds.reading import cells, texts
from catalog.feeds.reading.table import Row, Table
from catalog.feeds.records import (
    SKU_LENGTH,
    Choice,
    Columns,
    PictureRecord,
    ProductRecord,
    Seen,
    VariantRecord,
    code_of,
    made_sku,
    refuse_repeated_options,
)
from catalog.models import TaxClass

REQUIRED = ("Handle", "Title", "Variant Price")
MOST_ROWS = 5_000  # of a product; Shopify allows 2,048 variants and 250 pictures
COLUMNS = Columns("Title", "Variant SKU", "Variant Inventory Qty", "Option1 Value")
_OPTIONS = tuple((f"Option{n} Name", f"Option{n} Value") for n in (1, 2, 3))


def read(table: Table, journal: Journal) -> Iterator[ProductRecord]:
    """Yield the products of ``table``; tell ``journal`` about the rows that are none."""
    skus, handles = Seen(), Seen()
    for rows in _by_handle(table, journal):
        first = rows[0]
        try:
            handles.claim(_slug(first), row=first.number, column="Handle")
            if cells.yes(first, "Gift Card", blank=False):
                _leave_out(rows, journal)
            else:
                yield _product(rows, skus, journal)
        except Refusal as refusal:
            journal.refuse(first.number, refusal)
            for row in rows[1:]:
                cause = f"not imported, because the product's first row ({first.number}) was not."
                journal.refuse(row.number, Refusal(column="Handle", cause=cause))


def _by_handle(table: Table, journal: Journal) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for row in table.rows(journal):
        if not row["Handle"]:
            journal.refuse(row.number, Refusal(column="Handle", cause="is empty. Fill it in."))
        elif rows and row["Handle"] != rows[0]["Handle"]:
            yield rows
            rows = [row]
        elif len(rows) == MOST_ROWS:
            cause = f"the product has more than {MOST_ROWS} rows. Split it."
            journal.refuse(row.number, Refusal(column="Handle", cause=cause))
        else:
            rows.append(row)
    if rows:
        yield rows


def _leave_out(rows: list[Row], journal: Journal) -> None:
    for row in rows:
        journal.skip(row.number, "Gift Card", "left out: gift cards are not sold here.")


def _product(rows: list[Row], skus: Seen, journal: Journal) -> ProductRecord:
    first = rows[0]
    name = cells.required(first, "Title", max_length=200)
    category, brand = _category(first), cells.text(first, "Vendor", max_length=100)
    option_names = _option_names(first)
    has_text = "Body (HTML)" in first.cells
    is_published = cells.yes(first, "Published", blank=True)
    is_taxable = cells.yes(first, "Variant Taxable", blank=True)
    variant_rows = [row for row in rows if row is first or _is_variant(row)]
    variants = _variants(variant_rows, option_names, skus, journal)
    if not variants:
        raise Refusal(
            column="", cause="no variant of the product can be imported; correct its rows."
        )
    return ProductRecord(
        row=first.number,
        columns=COLUMNS,
        slug=_slug(first),
        has_lasting_slug=True,
        name=name,
        description=texts.paragraphs(first["Body (HTML)"]) if has_text else None,
        category=category,
        brand=brand or None,
        tax_class=TaxClass.STANDARD if is_taxable else TaxClass.ZERO,
        is_published=is_published and first["Status"].casefold() in {"", "active"},
        variants=tuple(variants),
        pictures=tuple(_pictures(rows, variants, journal)),
        is_whole=len(variants) == len(variant_rows),
    )


def _slug(row: Row) -> str:
    handle = cells.required(row, "Handle", max_length=200)
    return code_of(handle, max_length=200)


def _category(row: Row) -> tuple[str, ...]:
    """Return the names of the category's levels, the root first."""
    if names := [texts.line(part) for part in row["Type"].split(">") if part.strip()]:
        return tuple(cells.fitting(name, "Type", max_length=100) for name in names[:2])
    if tags := [texts.line(tag) for tag in row["Tags"].split(",") if tag.strip()]:
        return (cells.fitting(tags[0], "Tags", max_length=100),)
    return (_("Other products"),)


def _option_names(first: Row) -> list[str]:
    if first["Option1 Value"] in {"", "Default Title"}:
        return []
    names = []
    for name_column, value_column in _OPTIONS:
        name = cells.text(first, name_column, max_length=50)
        if not name and first[value_column]:
            raise Refusal(
                column=name_column, cause="is empty, but its value is not. Name the option."
            )
        if not name:
            break
        names.append(name)
    codes = [code_of(name, max_length=50) for name in names]
    if len(set(codes)) < len(codes):
        raise Refusal(column="Option1 Name", cause="two options have the same name. Rename one.")
    return names


def _is_variant(row: Row) -> bool:
    return any(row[column] for column in ("Variant SKU", "Variant Price", "Option1 Value"))


def _variants(
    rows: list[Row], option_names: list[str], skus: Seen, journal: Journal
) -> list[VariantRecord]:
    variants: list[VariantRecord] = []
    taken: dict[str, int] = {}
    for row in rows:
        try:
            variant = _variant(row, option_names)
            refuse_repeated_options(variant, taken, "Option1 Value")
            skus.claim(variant.sku, row=row.number, column="Variant SKU")
        except Refusal as refusal:
            journal.refuse(row.number, refusal)
        else:
            variants.append(variant)
    return variants


def _variant(row: Row, option_names: list[str]) -> VariantRecord:
    options = [
        Choice(name, cells.required(row, column, max_length=80))
        for name, (_name, column) in zip(option_names, _OPTIONS, strict=False)
    ]
    sku = cells.text(row, "Variant SKU", max_length=SKU_LENGTH)
    is_counted = bool(row["Variant Inventory Tracker"])
    return VariantRecord(
        row=row.number,
        sku=sku or made_sku(_slug(row), [choice.value for choice in options]),
        price=cells.price(row, "Variant Price"),
        options=tuple(options),
        weight=cells.grams(row, "Variant Grams", "g"),
        on_hand=cells.whole(row, "Variant Inventory Qty") if row["Variant Inventory Qty"] else 0,
        is_tracked=is_counted and row["Variant Inventory Policy"].casefold() != "continue",
    )


def _pictures(
    rows: list[Row], variants: list[VariantRecord], journal: Journal
) -> Iterator[PictureRecord]:
    sku_of_row = {variant.row: variant.sku for variant in variants}
    shown = {row["Variant Image"]: sku_of_row.get(row.number, "") for row in reversed(rows)}
    urls: set[str] = {""}
    for column in ("Image Src", "Variant Image"):
        for row in rows:
            if (url := row[column]) in urls:
                continue
            urls.add(url)
            if not cells.is_web_address(url, max_length=500):
                journal.note(row.number, column, "picture left out: it is not a web address.")
                continue
            alt = cells.text(row, "Image Alt Text", max_length=10_000)[:200]
            yield PictureRecord(url, alt if column == "Image Src" else "", shown.get(url, ""))
