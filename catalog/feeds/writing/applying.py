"""The one writer of feeds: records become products, whatever format they came from.

Each product is written in a transaction of its own, so that a bad one costs no other and a killed
import leaves whole products only. What already is as the feed says is not written at all.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import DataError, IntegrityError, transaction

from catalog.feeds.journal import Journal, Outcome, Refusal
from catalog.feeds.records import ProductRecord, VariantRecord
from catalog.feeds.writing.existing import Existing
from catalog.feeds.writing.pictures import write_pictures
from catalog.feeds.writing.rows_changed import assign
from catalog.feeds.writing.variants import write_variants
from catalog.feeds.writing.vocabulary import Vocabulary, free_slug
from catalog.models import Attribute, Product, ProductOption, Variant


def apply(records: Sequence[ProductRecord], vocabulary: Vocabulary, journal: Journal) -> None:
    """Write ``records`` and count in ``journal`` what was created, changed, unchanged, refused."""
    existing = Existing(records)
    for record in records:
        try:
            product = existing.product_of(record)
            acceptable = _acceptable(record, product, existing, journal)
            with transaction.atomic():
                outcome = _write(acceptable, product, vocabulary)
        except Refusal as refusal:
            _refuse_all(record, refusal, vocabulary, journal)
        except (IntegrityError, DataError) as error:
            cause = f"the database refused it ({_first_line(error)}). Import the file again."
            _refuse_all(record, Refusal(column="", cause=cause), vocabulary, journal)
        else:
            journal.products[outcome] += 1


def _acceptable(
    record: ProductRecord, product: Product | None, existing: Existing, journal: Journal
) -> ProductRecord:
    """Return ``record`` without the variants that the shop cannot take; tell ``journal``."""
    own = {variant.sku: variant for variant in product.variants.all()} if product else {}
    good = []
    for variant in record.variants:
        try:
            _check_owner(record, variant, product, existing)
            _check_reserved(record, variant, own.get(variant.sku))
        except Refusal as refusal:
            journal.refuse(variant.row, refusal)
        else:
            good.append(variant)
    if not good:
        raise Refusal(
            column="", cause="no variant of the product can be imported; correct its rows."
        )
    if len(good) == len(record.variants):
        return record
    return replace(record, variants=tuple(good), is_whole=False)


def _check_owner(
    record: ProductRecord, variant: VariantRecord, product: Product | None, existing: Existing
) -> None:
    owner = existing.owner_of(variant.sku)
    if owner is not None and owner != product:
        cause = f"“{variant.sku}” belongs to another product of the shop ({owner.slug}). Change it."
        raise Refusal(column=record.columns.sku, cause=cause)


def _check_reserved(record: ProductRecord, variant: VariantRecord, has: Variant | None) -> None:
    stock = getattr(has, "stock", None)
    if stock and variant.is_tracked and variant.on_hand < stock.reserved:
        cause = (
            f"{variant.on_hand} is less than the {stock.reserved} that started orders have "
            "reserved. Import it when they are done, or give the number that is really there."
        )
        raise Refusal(column=record.columns.stock, cause=cause)


def _write(record: ProductRecord, product: Product | None, vocabulary: Vocabulary) -> Outcome:
    is_new = product is None
    if product is None:
        slug = record.slug
        if not record.has_lasting_slug:
            slug = free_slug(Product, record.slug, max_length=200)
        product = Product(slug=slug)
    changes = [
        _write_product(product, record, vocabulary),
        _write_options(product, record, vocabulary),
        _write_attributes(product, record, vocabulary),
        write_variants(product, record, vocabulary),
        write_pictures(product, record, vocabulary.language),
    ]
    if is_new:
        return Outcome.CREATED
    return Outcome.CHANGED if any(changes) else Outcome.UNCHANGED


def _write_product(product: Product, record: ProductRecord, vocabulary: Vocabulary) -> bool:
    wanted = {
        f"name_{vocabulary.language}": record.name,
        f"description_{vocabulary.language}": record.description,
        "category_id": vocabulary.category(record.category).pk,
        "brand_id": vocabulary.brand(record.brand).pk if record.brand else None,
        "tax_class": record.tax_class,
        "is_published": record.is_published,
    }
    said = {name: value for name, value in wanted.items() if value is not None}
    return assign(product, said, always=("updated_at",))


def _write_options(product: Product, record: ProductRecord, vocabulary: Vocabulary) -> bool:
    wanted: list[Attribute] = [vocabulary.attribute(name) for name in record.option_names]
    has = [option.attribute_id for option in product.product_options.all()]
    if has == [attribute.pk for attribute in wanted]:
        return False
    if not record.is_whole and has:
        cause = "the options differ from the shop's; correct the product's refused rows first."
        raise Refusal(column=record.columns.options, cause=cause)
    product.product_options.all().delete()
    ProductOption.objects.bulk_create(
        ProductOption(product=product, attribute=attribute, position=position)
        for position, attribute in enumerate(wanted)
    )
    return True


def _write_attributes(product: Product, record: ProductRecord, vocabulary: Vocabulary) -> bool:
    """Set the attributes that the feed names; those that it does not name are the staff's."""
    named = {vocabulary.value(choice) for choice in record.attributes}
    attributes = {value.attribute_id for value in named}
    has = set(product.attributes.all())
    wanted = named | {value for value in has if value.attribute_id not in attributes}
    if wanted == has:
        return False
    product.attributes.set(wanted)
    return True


def _refuse_all(
    record: ProductRecord, refusal: Refusal, vocabulary: Vocabulary, journal: Journal
) -> None:
    vocabulary.forget()
    journal.refuse(record.row, refusal)
    for variant in record.variants:
        if variant.row not in journal.refused_rows:
            cause = f"not imported, because its product (row {record.row}) was not."
            journal.refuse(variant.row, Refusal(column="", cause=cause))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
