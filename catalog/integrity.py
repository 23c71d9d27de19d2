"""What must hold of stock and of what lists are narrowed by, whatever has changed them.

The database's own constraints say the same of stock: here it is told in words, should a table have
been filled past them.
"""

from collections.abc import Iterator

from django.db.models import F, Min, Q

from catalog.facets.keeping import known_otherwise_in_stock
from catalog.models import Product, Stock
from shop.core.integrity import Found, checks_integrity


@checks_integrity("stock.not-negative")
def not_negative() -> Iterator[Found]:
    """There are no fewer than none on hand, and none reserved that are not there."""
    too_many = Q(is_tracked=True, reserved__gt=F("on_hand"))
    rows = Stock.objects.filter(Q(on_hand__lt=0) | Q(reserved__lt=0) | too_many).order_by("pk")
    for sku, on_hand, reserved in rows.values_list("variant__sku", "on_hand", "reserved"):
        yield f"variant {sku}", f"{on_hand} on hand, {reserved} reserved"


@checks_integrity("facets.as-products")
def as_products() -> Iterator[Found]:
    """Lists are narrowed by what the products say. ``rebuild_search`` writes that down anew."""
    lowest = Min("variants__price", filter=Q(variants__is_active=True))
    own = ("is_published", "category_id", "brand_id", "lowest")
    noted = ("is_published", "category_id", "brand_id", "price")
    rows = Product.objects.annotate(lowest=lowest).order_by("pk")
    columns = ("pk", "slug", *own, *(f"facets__{name}" for name in noted))
    otherwise = set(known_otherwise_in_stock())
    for pk, slug, *facts in rows.values_list(*columns).iterator():
        if facts[: len(own)] != facts[len(own) :]:
            yield f"product {slug}", "lists know another shelf, brand or price of it"
        elif pk in otherwise:
            yield f"product {slug}", "lists know otherwise whether it is in stock"
