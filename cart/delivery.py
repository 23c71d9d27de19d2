"""Which ways there are to deliver a cart, and what each costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_skeleton
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, to_locale

from cart.models import DeliveryRate
from catalog.pages import texts
from shop.core import clock

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the price list, with the method it belongs to."""

    method_id: int
    name: str
    description: str
    countries: frozenset[str]  # empty: everywhere
    fewest_days: int
    most_days: int
    most_weight: int | None  # grams
    least_total: int
    price: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A method that can bring this cart to this country."""

    method_id: int
    name: str
    description: str
    price: int
    earliest: date
    latest: date

    @property
    def days(self) -> str:
        """When it arrives, as people say it: between 6 March and 10 March."""
        first, last = in_words(self.earliest), in_words(self.latest)
        if first == last:
            return gettext("Delivered on %(day)s") % {"day": first}
        return gettext("Delivered between %(first)s and %(last)s") % {"first": first, "last": last}


def price_list() -> list[Rate]:
    """Return every rate of the methods that are offered, in one query, staff's order first."""
    names, descriptions = (texts.columns(f"method__{field}") for field in ("name", "description"))
    rows: Iterable[tuple[Any, ...]] = (
        DeliveryRate.objects.filter(method__is_active=True)
        .order_by("method__position", "method_id", "price", "pk")
        .values_list(
            "method_id",
            "method__countries",
            "method__fewest_days",
            "method__most_days",
            "most_weight",
            "least_total",
            "price",
            *names,
            *descriptions,
        )
    )
    return [
        Rate(
            method,
            texts.first(tuple(words[: len(names)])),
            texts.first(tuple(words[len(names) :])),
            frozenset(countries.split(",")) if countries else frozenset(),
            fewest,
            most,
            weight,
            total,
            price,
        )
        for method, countries, fewest, most, weight, total, price, *words in rows
    ]


def offers(rates: Sequence[Rate], *, country: str, weight: int, goods: int) -> list[Offer]:
    """Return what can bring ``weight`` grams worth ``goods`` minor units to ``country``.

    One offer a method, its cheapest rate that fits, in the order of ``rates``.
    """
    cheapest: dict[int, Rate] = {}
    for rate in rates:
        if not _fits(rate, country, weight, goods):
            continue
        known = cheapest.get(rate.method_id)
        if known is None or rate.price < known.price:
            cheapest[rate.method_id] = rate
    today = timezone.localdate(clock.now())
    return [
        Offer(
            rate.method_id,
            rate.name,
            rate.description,
            rate.price,
            working_day_after(today, rate.fewest_days),
            working_day_after(today, rate.most_days),
        )
        for rate in cheapest.values()
    ]


def countries(rates: Iterable[Rate]) -> frozenset[str] | None:
    """Return the countries that something can be delivered to; None stands for all."""
    reached = [rate.countries for rate in rates]
    return None if not all(reached) else frozenset().union(*reached)


def free_from(rates: Iterable[Rate], *, country: str, weight: int) -> int | None:
    """Return the total from which delivery to ``country`` costs nothing, if there is one."""
    free = [
        r.least_total for r in rates if not r.price and _fits(r, country, weight, r.least_total)
    ]
    return min(free, default=None)


def in_words(day: date) -> str:
    """Return ``6 March`` or whatever the active language makes of it."""
    language = get_language() or settings.LANGUAGE_CODE
    words = format_skeleton("MMMMd", day, locale=to_locale(language))
    return words.replace("1 ", "1er ") if language == "fr" and day.day == 1 else words


def working_day_after(day: date, days: int) -> date:
    """Return the day that is ``days`` working days after ``day``; nobody delivers at weekends."""
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return day


def _fits(rate: Rate, country: str, weight: int, goods: int) -> bool:
    reaches = not rate.countries or country in rate.countries
    bears = rate.most_weight is None or weight <= rate.most_weight
    return reaches and bears and goods >= rate.least_total
