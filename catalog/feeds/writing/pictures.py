"""Pictures of a feed's product: their addresses only. Nothing is fetched while importing."""

from catalog.feeds.records import ProductRecord
from catalog.feeds.writing.rows_changed import assign
from catalog.models import Picture, Product, Variant


def write_pictures(product: Product, record: ProductRecord, language: str) -> bool:
    """Write the addresses down in the feed's order; return whether anything changed.

    A picture that a complete product no longer names goes, unless its file was already fetched.
    Pictures that staff added have no address and stay.
    """
    has = {picture.source_url: picture for picture in product.pictures.all()}
    has.pop("", None)
    variants = _variants_shown(product, record)
    changed = False
    for position, said in enumerate(record.pictures):
        picture = has.pop(said.url, None) or Picture(product=product, source_url=said.url)
        wanted: dict[str, int | str | None] = {
            "position": position,
            "variant_id": variants.get(said.sku),
        }
        if said.alt:
            wanted[f"alt_{language}"] = said.alt
        changed |= assign(picture, wanted)
    return (_remove(list(has.values())) if record.is_whole else False) or changed


def _variants_shown(product: Product, record: ProductRecord) -> dict[str, int]:
    """Return the keys of the variants that pictures show, by SKU; no query where none does."""
    skus = [picture.sku for picture in record.pictures if picture.sku]
    if not skus:
        return {}
    return dict(Variant.objects.filter(product=product, sku__in=skus).values_list("sku", "pk"))


def _remove(pictures: list[Picture]) -> bool:
    if not pictures:
        return False
    gone = Picture.objects.filter(pk__in=[picture.pk for picture in pictures], file="")
    return gone.delete()[0] > 0
