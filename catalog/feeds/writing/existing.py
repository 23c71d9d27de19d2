"""What the shop has of a batch of records, read with one query a table, however many they are."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q

from catalog.feeds.journal import Refusal
from catalog.feeds.records import ProductRecord
from catalog.models import AttributeValue, Picture, Product, ProductOption, Variant
from catalog.models.product import ProductQuerySet


class Existing:
    """The products of a batch, found by slug or by SKU, with all that the writer compares."""

    def __init__(self, records: Sequence[ProductRecord]) -> None:
        slugs = [record.slug for record in records if record.has_lasting_slug]
        skus = [variant.sku for record in records for variant in record.variants]
        owners = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product_id"))
        products = _whole(Product.objects.filter(Q(slug__in=slugs) | Q(pk__in=owners.values())))
        self._by_pk = {product.pk: product for product in products}
        self._by_slug = {product.slug: product for product in products}
        self._owners = owners

    def product_of(self, record: ProductRecord) -> Product | None:
        """Return the product that ``record`` describes.

        Raises Refusal where the SKUs of a record without a lasting slug belong to several.
        """
        if record.has_lasting_slug:
            return self._by_slug.get(record.slug)
        owners = {self._owners[v.sku] for v in record.variants if v.sku in self._owners}
        if len(owners) > 1:
            slugs = " and ".join(sorted(self._by_pk[pk].slug for pk in owners))
            cause = f"its SKUs belong to several products of the shop ({slugs}). Separate them."
            raise Refusal(column=record.columns.sku, cause=cause)
        return self._by_pk[owners.pop()] if owners else None

    def owner_of(self, sku: str) -> Product | None:
        """Return the product that had ``sku`` when the batch began."""
        pk = self._owners.get(sku)
        return self._by_pk[pk] if pk else None


def _whole(products: ProductQuerySet) -> list[Product]:
    values = AttributeValue.objects.select_related("attribute").order_by("pk")
    variants = Variant.objects.select_related("stock").order_by("position", "pk")
    # With the file's name Django would open each file whose size is not written down yet.
    pictures = Picture.objects.defer("file", "width", "height").order_by("position", "pk")
    return list(
        products.order_by("pk").prefetch_related(
            Prefetch("product_options", ProductOption.objects.order_by("position", "pk")),
            Prefetch("attributes", values),
            Prefetch("variants", variants),
            "variants__option_values",
            Prefetch("pictures", pictures),
        )
    )
