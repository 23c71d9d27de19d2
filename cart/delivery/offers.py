"""What can bring a cart to a country, for how much and until when; or why nothing can."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from cart.delivery.dates import closed_in, in_words, leaves_on, working_day_after
from cart.delivery.rates import Rate, fitting, reaching
from shop.core import money
from shop.core.countries import country_name


@dataclass(frozen=True)
class Offer:
    """A method that can bring this cart to this country.

    Its days are worked out only where they are shown: that reads calendars.
    """

    method_id: int
    name: str
    description: str
    price: int
    country: str
    fewest_days: int  # working days from leaving to arriving
    most_days: int
    cut_off: time | None
    ordered_at: datetime  # by the shop's clock

    @cached_property
    def leaves(self) -> date:
        """The day on which it leaves, on a working day where the shop is."""
        return leaves_on(self.ordered_at, self.cut_off, closed_in(settings.COUNTRY))

    @cached_property
    def earliest(self) -> date:
        return self._arrival(self.fewest_days)

    @cached_property
    def latest(self) -> date:
        return self._arrival(self.most_days)

    @property
    def days(self) -> str:
        """When it arrives, as people say it: between 6 March and 10 March."""
        first, last = in_words(self.earliest), in_words(self.latest)
        if first == last:
            return gettext("Delivered on %(day)s") % {"day": first}
        return gettext("Delivered between %(first)s and %(last)s") % {"first": first, "last": last}

    @property
    def condition(self) -> str:
        """Until when one may order for these days to hold; nothing without a cut-off."""
        if self.cut_off is None:
            return ""
        at = f"{self.cut_off:%H:%M}"
        if self.leaves == self.ordered_at.date():
            return gettext("For an order placed before %(time)s today.") % {"time": at}
        words = gettext("For an order placed before %(time)s on %(day)s.")
        return words % {"time": at, "day": in_words(self.leaves)}

    def _arrival(self, days: int) -> date:
        return working_day_after(self.leaves, days, closed_in(self.country))


def offers(
    rates: Sequence[Rate], *, country: str, weight: int, goods: int, now: datetime
) -> list[Offer]:
    """Return what can bring ``weight`` grams worth ``goods`` minor units to ``country``.

    One offer a method, its cheapest rate that fits, in the order of ``rates``.
    """
    ordered_at = timezone.localtime(now, timezone.get_default_timezone())
    return [
        Offer(
            method_id=rate.method_id,
            name=rate.name,
            description=rate.description,
            price=rate.price,
            country=country,
            fewest_days=rate.fewest_days,
            most_days=rate.most_days,
            cut_off=rate.cut_off,
            ordered_at=ordered_at,
        )
        for rate in fitting(rates, country=country, weight=weight, goods=goods)
    ]


def undeliverable(rates: Sequence[Rate], *, country: str, weight: int) -> str:
    """Say why ``rates`` bring nothing of this weight to ``country``, and what would help."""
    name = country_name(country)
    there = reaching(rates, country)
    if not there:
        words = gettext("We do not deliver to this country yet: %(country)s.")
        return words % {"country": name}
    least = min((rate.least_total for rate in there if rate.bears(weight)), default=None)
    if least is None:
        words = gettext(
            "This is too heavy for a parcel to this country: %(country)s."
            " Take something heavy out, or order it in two parts."
        )
        return words % {"country": name}
    words = gettext("We deliver to this country from %(amount)s on: %(country)s.")
    return words % {"amount": money.formatted(least), "country": name}
