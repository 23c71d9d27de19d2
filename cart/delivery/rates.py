"""The price list, and which of its rates count for a country, a weight and a total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db.models import QuerySet

from cart.models import DeliveryRate
from catalog import texts
from shop.core.rows.statements import rows_of


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the price list, with the method and the zone it belongs to."""

    method_id: int
    name: str
    description: str
    countries: frozenset[str]  # of its zone; empty: everywhere else
    fewest_days: int  # working days, the zone's extra days included
    most_days: int
    cut_off: time | None
    most_weight: int | None  # grams
    least_total: int
    price: int

    def bears(self, weight: int) -> bool:
        return self.most_weight is None or weight <= self.most_weight


@dataclass(frozen=True, slots=True)
class Free:
    """A method that costs nothing once ``missing`` more is paid for goods."""

    method_id: int
    name: str
    missing: int
    is_shown: bool  # whether it is the method whose price the total counts with


def price_list() -> list[Rate]:
    """Return every rate of the methods that are offered, in one query, staff's order first."""
    return [_rate(row) for row in rows_of(_rates)]


def _rate(row: tuple[Any, ...]) -> Rate:
    method, countries, extra, fewest, most, cut_off, weight, total, price, *words = row
    half = len(words) // 2
    return Rate(
        method_id=method,
        name=texts.first(tuple(words[:half])),
        description=texts.first(tuple(words[half:])),
        countries=frozenset(countries.split(",")) if countries else frozenset(),
        fewest_days=fewest + (extra or 0),
        most_days=most + (extra or 0),
        cut_off=cut_off,
        most_weight=weight,
        least_total=total,
        price=price,
    )


def _rates(_values: Sequence[Any]) -> QuerySet[DeliveryRate, tuple[Any, ...]]:
    offered: QuerySet[DeliveryRate] = QuerySet(DeliveryRate).filter(method__is_active=True)
    return offered.order_by("method__position", "method_id", "price", "pk").values_list(
        "method_id",
        "zone__countries",
        "zone__extra_days",
        "method__fewest_days",
        "method__most_days",
        "method__cut_off",
        "most_weight",
        "least_total",
        "price",
        *texts.columns("method__name"),
        *texts.columns("method__description"),
    )


def reaching(rates: Sequence[Rate], country: str) -> list[Rate]:
    """Return the rates that count for ``country``, whatever the weight and the total.

    Of each method those for the zones that hold it; only where there are none, those for everywhere
    else.
    """
    zoned = {rate.method_id for rate in rates if country in rate.countries}
    return [
        rate
        for rate in rates
        if (country in rate.countries if rate.method_id in zoned else not rate.countries)
    ]


def fitting(rates: Sequence[Rate], *, country: str, weight: int, goods: int) -> list[Rate]:
    """Return of each method the cheapest rate for ``weight`` grams worth ``goods`` minor units."""
    cheapest: dict[int, Rate] = {}
    for rate in reaching(rates, country):
        if not rate.bears(weight) or goods < rate.least_total:
            continue
        known = cheapest.get(rate.method_id)
        if known is None or (rate.price, rate.most_days) < (known.price, known.most_days):
            cheapest[rate.method_id] = rate
    return list(cheapest.values())


def countries(rates: Iterable[Rate]) -> frozenset[str] | None:
    """Return the countries that something can be delivered to; None stands for all."""
    reached = [rate.countries for rate in rates]
    return None if not all(reached) else frozenset().union(*reached)


def free_ahead(
    rates: Sequence[Rate],
    *,
    country: str,
    weight: int,
    goods: int,
    prices: Mapping[int, int],
    shown: int | None,
) -> Free | None:
    """Return the nearest free delivery, of the method ``shown`` or of one that is cheaper now.

    ``prices`` is what each method that is offered costs now. None where one of them is free
    already, and where only a lighter cart would travel for nothing.
    """
    if shown is None or not all(prices.values()):
        return None
    ahead = [
        rate
        for rate in reaching(rates, country)
        if not rate.price
        and rate.bears(weight)
        and rate.least_total > goods
        and (rate.method_id == shown or prices.get(rate.method_id, prices[shown]) < prices[shown])
    ]
    nearest = min(ahead, key=lambda rate: (rate.least_total, rate.method_id != shown), default=None)
    if nearest is None:
        return None
    missing = nearest.least_total - goods
    return Free(nearest.method_id, nearest.name, missing, nearest.method_id == shown)
