"""Ways to pay. A gateway is a package with a module ``gateway`` of verbs for one bank.

``settings.GATEWAYS`` names those in use: a name without a dot is a folder of this one, a name with
dots a package from elsewhere. ``docs/payments.md`` tells how to write one, and
``checkout.gateways.conformance`` finds out whether it keeps what is promised here.

The shop calls a gateway outside of every transaction (``calling``), and every call may be made
twice, by two processes at once, or again after a crash: ``ref`` of a payment and of a refund is its
name at the bank, and the same name is the same thing there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.utils.functional import Promise

from checkout.models import Payment, Refund


class Outcome(Enum):
    """What a bank says of a payment."""

    OPEN = "open"  # nobody has decided anything
    PENDING = "pending"  # decided by the shopper; the answer comes later
    AUTHORISED = "authorised"  # promised: ``capture`` takes it, ``cancel`` lets it go
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"  # called off: it can never succeed any more


UNDECIDED = (Outcome.OPEN, Outcome.PENDING, Outcome.AUTHORISED)


class Capability(Enum):
    """What a gateway can do beyond taking one amount."""

    CAPTURE = "capture"  # it may answer AUTHORISED
    INSTALMENTS = "instalments"  # ``PLANS`` says in how many
    REFUND = "refund"  # it gives back all of a payment; without this, staff do it by hand
    PART_REFUND = "part_refund"  # and parts, several times
    STATEMENT = "statement"  # it can list what it did in a day
    WAITS = "waits"  # money takes days: the order stands and waits for it


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the shopper pays: an address of the bank's, or a path of the shop's own."""

    url: str
    bank_ref: str = ""  # the bank's name for the payment, if it gave one


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``amount`` in minor units is what the bank charged, or would have, in all ``instalments``.

    ``until`` comes with PENDING where money takes days: so long the order stands and waits for it.
    """

    outcome: Outcome
    amount: int
    currency: str
    instalments: int = 1
    error: str = ""  # a PaymentError
    event_id: str = ""  # the bank's own name for what happened
    until: datetime | None = None


class RefundOutcome(Enum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReport:
    """``error`` are the bank's own words, for staff."""

    outcome: RefundOutcome
    amount: int
    bank_ref: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Notification:
    """What the bank said by itself: of the payment ``ref``, or of the refund ``refund_ref`` of it.

    ``report`` may be left out when the message does not tell it all: the shop then asks.
    """

    ref: str
    report: Report | None = None
    refund_ref: str = ""
    refund: RefundReport | None = None
    event_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A movement of money in the bank's books. Of a refund ``amount`` is negative."""

    ref: str  # of the payment, or of the refund; empty if the bank does not know it
    bank_ref: str
    amount: int
    currency: str
    at: datetime


class Unreachable(Exception):
    """The bank did not answer, or in no language that we know. Nobody knows what it has done."""


class Refused(Unreachable):
    """The bank understood, and does not do it: the amount is none that it takes, for instance.

    From ``start`` it means that no payment was made there. Elsewhere it counts as no answer, but
    not as a silence: other shoppers can pay.
    """


class NotGenuine(Exception):
    """A notification whose signature is not the bank's, or too old."""


class Irrelevant(Exception):
    """A genuine notification of something that the shop has no use for."""


class Gateway(Protocol):
    """What a gateway's module offers. All verbs but ``read`` may raise Unreachable.

    Those that its CAPABILITIES do not name are never called; it has them all the same.
    """

    LABEL: str | Promise
    EXPLANATION: str | Promise
    CAPABILITIES: frozenset[Capability]
    PLANS: tuple[int, ...]  # in how many instalments one may pay, beside all at once

    def start(self, payment: Payment, *, return_url: str, notify_url: str) -> Begun:
        """Make the payment known to the bank. No money moves before the shopper agrees there."""

    def returned(self, payment: Payment, said: Mapping[str, str]) -> Report:
        """Tell how it stands when the shopper comes back with ``said`` in the address.

        What an address says is a hint: the bank is asked.
        """

    def read(self, body: bytes, headers: Mapping[str, str]) -> Notification:
        """Read a notification: its signature first, over the body as it came.

        Raises NotGenuine, Irrelevant, ValueError for what makes no sense.
        """

    def fetch(self, payment: Payment) -> Report:
        """Ask how the payment stands. One that the bank never heard of is OPEN."""

    def capture(self, payment: Payment) -> Report:
        """Take what was AUTHORISED; tell how it stands after that."""

    def cancel(self, payment: Payment) -> Report:
        """Call the payment off, if it still can be; tell how it stands after that."""

    def refund(self, refund: Refund) -> RefundReport:
        """Give ``refund.amount`` of a payment back, once; tell how that stands."""

    def statement(self, start: datetime, end: datetime) -> Iterable[Entry]:
        """Tell what moved from ``start`` up to, not including, ``end``."""


def gateway(code: str) -> Gateway:
    """Return the gateway called ``code``. Raises KeyError when it is not in use."""
    if code not in settings.GATEWAYS:
        raise KeyError(code)
    package = code if "." in code else f"checkout.gateways.{code}"
    return cast("Gateway", import_module(f"{package}.gateway"))


def offered() -> dict[str, Gateway]:
    """Return the gateways in use by code, in the order of the settings."""
    return {code: gateway(code) for code in settings.GATEWAYS}
