"""The ways to pay that a shopper may choose from: each gateway at once, and in its instalments."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext

from checkout.gateways.calling import is_silent
from checkout.gateways.interface import Capability, gateway, offered
from checkout.models import Payment
from shop.core.money import formatted


@dataclass(frozen=True, slots=True)
class Way:
    """Through which gateway, and in how many instalments. Written ``stripe`` or ``testbank:3``."""

    gateway: str
    instalments: int = 1

    @classmethod
    def named(cls, text: str) -> "Way":
        code, _colon, instalments = text.partition(":")
        return cls(code, int(instalments) if instalments else 1)

    def __str__(self) -> str:
        return f"{self.gateway}:{self.instalments}" if self.instalments > 1 else self.gateway

    def is_of(self, payment: Payment) -> bool:
        return (payment.gateway, payment.instalments) == (self.gateway, self.instalments)


@dataclass(frozen=True, slots=True)
class OfferedWay:
    """A way to pay as the page shows it."""

    way: Way
    label: str | Promise
    explanation: str | Promise
    is_silent: bool  # its bank does not answer at the moment
    waits: bool  # the order stands before the money is there

    @property
    def code(self) -> str:
        return str(self.way)


def ways_to_pay(total: int) -> list[OfferedWay]:
    """Return the ways to pay ``total``, in the order of the settings; those at rest come last."""
    found = [_as_offered(way, total) for way in all_ways() if way.instalments <= max(total, 1)]
    return sorted(found, key=lambda offer: offer.is_silent)


def all_ways() -> list[Way]:
    """Return every way to pay that is in use, whatever there is to pay."""
    return [
        Way(code, instalments)
        for code, bank in offered().items()
        for instalments in (1, *bank.PLANS)
    ]


def _as_offered(way: Way, total: int) -> OfferedWay:
    bank = gateway(way.gateway)
    label, explanation = bank.LABEL, bank.EXPLANATION
    if way.instalments > 1:
        names = {"name": bank.LABEL, "number": way.instalments}
        label = gettext("%(name)s, in %(number)s instalments") % names
        explanation = plan_in_words(total, way.instalments)
    return OfferedWay(
        way=way,
        label=label,
        explanation=explanation,
        is_silent=is_silent(way.gateway),
        waits=Capability.WAITS in bank.CAPABILITIES,
    )


def rates_of(total: int, instalments: int) -> list[int]:
    """Split ``total`` into equal instalments; what is left over is paid with the first."""
    each, rest = divmod(total, instalments)
    return [each + rest, *[each] * (instalments - 1)]


def plan_in_words(total: int, instalments: int) -> str:
    first, *others = rates_of(total, instalments)
    return gettext("%(first)s today, then %(next)s a month, %(times)s times. No fees.") % {
        "first": formatted(first),
        "next": formatted(others[0]),
        "times": len(others),
    }
