"""Variants of a feed's product: found by SKU, else by their options, else made."""

from dataclasses import dataclass

from catalog import stock
from catalog.feeds.records import ProductRecord, VariantRecord
from catalog.feeds.writing.rows_changed import assign
from catalog.feeds.writing.vocabulary import Vocabulary
from catalog.models import AttributeValue, Product, Stock, Variant
from catalog.models.variant import option_key
from catalog.variants import set_option_values


@dataclass(slots=True)
class _Pair:
    """What the feed says of a variant, and the variant that it says it of."""

    record: VariantRecord
    values: list[AttributeValue]
    variant: Variant | None = None

    @property
    def key(self) -> str:
        return option_key(self.values)


def write_variants(product: Product, record: ProductRecord, vocabulary: Vocabulary) -> bool:
    """Make the variants of ``product`` those of ``record``; return whether anything changed."""
    pairs = [
        _Pair(variant, [vocabulary.value(choice) for choice in variant.options])
        for variant in record.variants
    ]
    left = _match(pairs, list(product.variants.all()))
    changed = _take_off_sale(left) if record.is_whole else False
    _make_room(pairs)
    for position, pair in enumerate(pairs):
        changed |= _write_variant(product, pair, position)
    return changed


def _match(pairs: list[_Pair], variants: list[Variant]) -> list[Variant]:
    """Find the variant of each pair; return those that no pair is about."""
    by_sku = {variant.sku: variant for variant in variants}
    for pair in pairs:
        pair.variant = by_sku.pop(pair.record.sku, None)
    by_key = {variant.option_key: variant for variant in by_sku.values()}
    for pair in pairs:
        pair.variant = pair.variant or by_key.pop(pair.key, None)
    return list(by_key.values())


def _take_off_sale(variants: list[Variant]) -> bool:
    changes = [assign(variant, {"is_active": False}) for variant in variants]
    return any(changes)


def _make_room(pairs: list[_Pair]) -> None:
    """Free the options that change hands: two variants may swap theirs in one import."""
    for pair in pairs:
        if pair.variant and pair.variant.option_key != pair.key:
            assign(pair.variant, {"option_key": f"moving {pair.variant.pk}"})


def _write_variant(product: Product, pair: _Pair, position: int) -> bool:
    said = pair.record
    variant = pair.variant or Variant(product=product, option_key=pair.key)
    is_new = variant.pk is None
    wanted = {
        "sku": said.sku,
        "price": said.price,
        "weight": said.weight,
        "position": position,
        "is_active": said.is_active,
    }
    changed = assign(variant, wanted)
    has = [] if is_new else sorted(value.pk for value in variant.option_values.all())
    if variant.option_key != pair.key or has != sorted(value.pk for value in pair.values):
        set_option_values(variant=variant, values=pair.values)
        changed = True
    return _count(variant, said, is_new=is_new) or changed


def _count(variant: Variant, said: VariantRecord, *, is_new: bool) -> bool:
    has: Stock | None = None if is_new else getattr(variant, "stock", None)
    if has and (has.on_hand, has.is_tracked) == (said.on_hand, said.is_tracked):
        return False
    stock.count(variant_id=variant.pk, on_hand=said.on_hand, is_tracked=said.is_tracked)
    return True
