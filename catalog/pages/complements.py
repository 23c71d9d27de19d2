"""What goes well with several things at once, such as those in a cart: one query."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Min, QuerySet

from catalog.models import Complement, Product
from catalog.pages import texts
from catalog.pages.images import image
from catalog.pages.queries import BY_OFFER, CARD, Card, sellable_stock, with_offers
from catalog.sensitive import is_sensitive

_PICTURE = ("pictures__file", "pictures__width", "pictures__height")


def complements_of(variant_ids: Collection[int], *, count: int) -> list[Card]:
    """Return the first ``count`` complements that can be bought, and are not among these already.

    Whatever stands first in the list of any of them comes before what stands second.
    """
    if not variant_ids:
        return []
    columns = (*CARD, *texts.columns("name"))
    rows: list[tuple[Any, ...]] = list(
        Product.objects.published()
        .filter(pk__in=_wanted(variant_ids)[:count])
        .order_by(*BY_OFFER, "pictures__position", "pictures__pk")
        .values_list(*columns, *_PICTURE)
    )
    # A few products, each of their variants beside each of their pictures.
    found = with_offers(dict.fromkeys(row[: len(columns)] for row in rows))
    for row in rows:
        card, (file, width, height) = found[row[0]], row[len(columns) :]
        if file and not card.images:
            card.images.append(image(file=file, width=width, height=height, alt=""))
    return list(found.values())


def _wanted(variant_ids: Collection[int]) -> QuerySet[Any, Any]:
    return (
        Complement.objects.filter(
            Exists(sellable_stock("complement")),
            ~is_sensitive("complement__"),
            product__variants__in=variant_ids,
            complement__is_published=True,
        )
        .exclude(complement__in=Product.objects.filter(variants__in=variant_ids).values("pk"))
        .order_by()
        .values("complement")
        .annotate(place=Min("position"))
        .order_by("place", "complement")
        .values("complement")
    )
