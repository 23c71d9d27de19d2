"""What people wait for: products to stock (A1). Numbers of people, and nobody behind them."""

from dataclasses import dataclass

from django.db.models import Count, Min

from catalog.alerts.things import name_of
from catalog.models import Alert, AlertKind, Variant


@dataclass(frozen=True, slots=True)
class Awaited:
    """``sku`` is empty where it is a search."""

    name: str
    people: int
    sku: str = ""
    path: str = ""


def awaited(*, most: int) -> list[Awaited]:
    """Return what most people wait for at this moment, variants and searches, the most first: four queries."""
    of_stock = Alert.objects.active(AlertKind.STOCK).order_by().values_list("variant")
    counts = dict(of_stock.annotate(people=Count("pk")).order_by("-people", "variant")[:most])
    rows = Variant.objects.select_related("product").prefetch_related("option_values")
    variants = rows.in_bulk(list(counts))
    of_search = Alert.objects.active(AlertKind.SEARCH).order_by().values_list("words")
    searches = of_search.annotate(people=Count("pk"), typed=Min("text")).order_by(
        "-people", "words"
    )
    found = [
        Awaited(name_of(each), counts[pk], each.sku, each.product.get_absolute_url())
        for pk, each in variants.items()
    ]
    found += [Awaited(typed, people) for _words, people, typed in searches[:most]]
    return sorted(found, key=lambda each: (-each.people, each.name, each.sku))[:most]
