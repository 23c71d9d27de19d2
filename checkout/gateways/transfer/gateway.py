"""The bank transfer, as the shop sees it: what was promised is pending until staff match it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from checkout.gateways.interface import (
    Begun,
    Capability,
    Entry,
    NotGenuine,
    Notification,
    Outcome,
    RefundOutcome,
    RefundReport,
    Report,
)
from checkout.models import Payment, PaymentState, Refund

LABEL = _("Bank transfer")
EXPLANATION = _(
    "You order now and transfer the amount with your own bank. We send your things as soon as it "
    "has arrived."
)

CAPABILITIES = frozenset({Capability.WAITS})
PLANS = ()

_NEEDED = ("TRANSFER_ACCOUNT_HOLDER", "TRANSFER_IBAN")

# Of what is settled here nothing else is ever told: there is nobody else who could.
_OUTCOMES = {
    PaymentState.SUCCEEDED: Outcome.SUCCEEDED,
    PaymentState.LATE: Outcome.SUCCEEDED,
    PaymentState.FAILED: Outcome.CANCELLED,
    PaymentState.CANCELLED: Outcome.CANCELLED,
}


def problems() -> list[str]:
    """Tell what is missing before anybody can transfer anything."""
    return [f"{name} is not set." for name in _NEEDED if not getattr(settings, name)]


def start(payment: Payment, *, return_url: str, notify_url: str) -> Begun:
    """Lead back at once: to the order, or to how it stands where the order may not be shown."""
    return Begun(url=return_url)


def returned(payment: Payment, said: Mapping[str, str]) -> Report:
    return fetch(payment)


def fetch(payment: Payment) -> Report:
    """Tell that the order waits; of a payment that is settled, how."""
    outcome = _OUTCOMES.get(PaymentState(payment.state), Outcome.PENDING)
    until = payment.created_at + timedelta(days=settings.TRANSFER_DAYS)
    return _report(payment, outcome, until=until if outcome is Outcome.PENDING else None)


def read(body: bytes, headers: Mapping[str, str]) -> Notification:
    """Nobody tells anything by itself: whoever pretends to is not genuine."""
    raise NotGenuine


def capture(payment: Payment) -> Report:
    return fetch(payment)


def cancel(payment: Payment) -> Report:
    """Call it off. Money that comes all the same is matched by staff, and given back if need be."""
    outcome = _OUTCOMES.get(PaymentState(payment.state), Outcome.CANCELLED)
    return _report(payment, outcome)


def refund(refund: Refund) -> RefundReport:
    """Staff give it back at the bank, by hand."""
    return RefundReport(outcome=RefundOutcome.PENDING, amount=refund.amount)


def statement(start: datetime, end: datetime) -> Iterable[Entry]:
    return ()


def _report(payment: Payment, outcome: Outcome, *, until: datetime | None = None) -> Report:
    return Report(outcome=outcome, amount=payment.amount, currency=payment.currency, until=until)
