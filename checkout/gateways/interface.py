"""Ways to pay. A gateway is a module of verbs for one bank; ``settings.GATEWAYS`` names those in use.

The shop calls a gateway outside of every transaction, and every call may be made twice: ``ref`` of
a payment is its name at the bank, and the same name is the same payment there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.utils.functional import Promise

from checkout.models import Payment


class Outcome(Enum):
    """What a bank says of a payment."""

    OPEN = "open"  # nobody has decided anything
    PENDING = "pending"  # decided by the shopper; the answer comes later
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"  # called off: it can never succeed any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``amount`` in minor units is what the bank charged, or would have."""

    outcome: Outcome
    amount: int
    currency: str
    error: str = ""  # a PaymentError
    event_id: str = ""  # the bank's own name for what happened


@dataclass(frozen=True, slots=True)
class Notification:
    """A report that the bank sent by itself, and the ref of the payment it is about."""

    ref: str
    report: Report


class Unreachable(Exception):
    """The bank did not answer. Nobody knows what it has done."""


class NotGenuine(Exception):
    """A notification whose signature is not the bank's."""


class Gateway(Protocol):
    """What a module of ``checkout.gateways`` offers. All but ``read`` may raise Unreachable."""

    LABEL: str | Promise
    EXPLANATION: str | Promise

    def start(self, payment: Payment, *, return_url: str, notify_url: str) -> str:
        """Make the payment known to the bank; return where the shopper pays it."""

    def fetch(self, payment: Payment) -> Report:
        """Ask how the payment stands."""

    def cancel(self, payment: Payment) -> Report:
        """Call the payment off, if it still can be; return how it stands after that."""

    def read(self, body: bytes, headers: Mapping[str, str]) -> Notification:
        """Read a notification. Raises NotGenuine, ValueError for what makes no sense."""


def gateway(code: str) -> Gateway:
    """Return the gateway called ``code``. Raises KeyError when it is not in use."""
    if code not in settings.GATEWAYS:
        raise KeyError(code)
    return cast("Gateway", import_module(f"checkout.gateways.{code}.gateway"))


def offered() -> dict[str, Gateway]:
    """Return the gateways in use by code, in the order of the settings."""
    return {code: gateway(code) for code in settings.GATEWAYS}
