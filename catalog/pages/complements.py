"""What goes well with several things at once, such as those in a cart or in many."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any

from django.db.models import Min, QuerySet

from catalog import texts
from catalog.models import Complement, Product
from catalog.pages.images import image
from catalog.pages.queries import BY_OFFER, CARD, Card, with_offers
from catalog.sensitive import is_sensitive

_PICTURE = ("pictures__file", "pictures__width", "pictures__height")


def complements_of(variant_ids: Collection[int], *, count: int) -> list[Card]:
    """Return the first ``count`` complements that can be bought, and are not among these already.

    Whatever stands first in the list of any of them comes before what stands second.
    """
    if not variant_ids:
        return []
    products = Product.objects.filter(variants__in=variant_ids).values("pk")
    wanted = (
        _offered()
        .filter(product__variants__in=variant_ids)
        .exclude(complement__in=products)
        .values("complement")
        .annotate(place=Min("position"))
        .order_by("place", "complement")
        .values("complement")
    )
    return list(_cards(wanted[:count]).values())


def complements_of_each(
    groups: Mapping[int, Collection[int]], *, count: int
) -> dict[int, list[Card]]:
    """Return the first ``count`` for each group of products, by the group's key, in the order of staff.

    Two queries, however many groups; one where nothing goes well with any.
    """
    listed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = _offered().filter(product__in=set(chain.from_iterable(groups.values())))
    for product, place, complement in rows.values_list("product_id", "position", "complement_id"):
        listed[product].append((place, complement))
    chosen = {}
    for key, products in groups.items():
        inside = set(products)
        places = sorted(each for product in inside for each in listed[product])
        others = dict.fromkeys(pk for _place, pk in places if pk not in inside)
        chosen[key] = list(others)[:count]
    wanted = set(chain.from_iterable(chosen.values()))
    cards = _cards(wanted) if wanted else {}
    return {key: [cards[pk] for pk in pks if pk in cards] for key, pks in chosen.items()}


def _cards(products: Any) -> dict[int, Card]:
    """Return products, which a filter takes as ``pk__in``, each with its first picture: one query."""
    columns = (*CARD, *texts.columns("name"))
    rows: list[tuple[Any, ...]] = list(
        Product.objects.published()
        .filter(pk__in=products)
        .order_by(*BY_OFFER, "pictures__position", "pictures__pk")
        .values_list(*columns, *_PICTURE)
    )
    # A few products, each of their variants beside each of their pictures.
    found = with_offers(dict.fromkeys(row[: len(columns)] for row in rows))
    for row in rows:
        card, (file, width, height) = found[row[0]], row[len(columns) :]
        if file and not card.images:
            card.images.append(image(file=file, width=width, height=height, alt=""))
    return found


def _offered() -> QuerySet[Complement]:
    """Return what may be shown beside something else: it is for sale, there, and of no sensitive kind."""
    return Complement.objects.filter(
        ~is_sensitive("complement__"),
        complement__facets__is_in_stock=True,
        complement__is_published=True,
    ).order_by()
