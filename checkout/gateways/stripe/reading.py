"""What Stripe's objects mean to the shop. Each function raises Garbage for what makes no sense."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog

from checkout.gateways.interface import Outcome, RefundOutcome, RefundReport, Report
from checkout.gateways.stripe.client import Garbage
from checkout.gateways.stripe.declines import payment_error

log = structlog.get_logger(__name__)

Said = Mapping[str, Any]

# https://docs.stripe.com/payments/paymentintents/lifecycle
_OUTCOMES = {
    "requires_payment_method": Outcome.OPEN,
    "requires_confirmation": Outcome.OPEN,
    "requires_action": Outcome.OPEN,
    "processing": Outcome.PENDING,
    "requires_capture": Outcome.AUTHORISED,
    "succeeded": Outcome.SUCCEEDED,
    "canceled": Outcome.CANCELLED,
}
_AMOUNTS = {Outcome.SUCCEEDED: "amount_received", Outcome.AUTHORISED: "amount_capturable"}

# https://docs.stripe.com/api/refunds/object#refund_object-status
_REFUNDS = {
    "pending": RefundOutcome.PENDING,
    "requires_action": RefundOutcome.PENDING,
    "succeeded": RefundOutcome.SUCCEEDED,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}


@contextmanager
def sense() -> Iterator[None]:
    """Take an object without what the shop needs of it as no answer."""
    try:
        yield
    except (AttributeError, KeyError, TypeError) as error:
        log.warning("stripe_garbage", why=type(error).__name__)
        raise Garbage from None


def id_of(said: Said) -> str:
    """Return Stripe's own name of an object."""
    with sense():
        return str(said["id"])


def report_of(intent: Said, *, event_id: str = "") -> Report:
    """Tell how the payment of a PaymentIntent stands.

    Each attempt to pay has one of its own, so one whose only try failed has failed.
    """
    with sense():
        outcome, error = _OUTCOMES[intent["status"]], ""
        if intent["status"] == "requires_payment_method" and intent.get("last_payment_error"):
            outcome, error = Outcome.FAILED, payment_error(intent["last_payment_error"])
        return Report(
            outcome=outcome,
            amount=int(intent.get(_AMOUNTS.get(outcome, "amount"), intent["amount"])),
            currency=intent["currency"].upper(),
            error=error,
            event_id=event_id,
        )


def refund_report_of(refund: Said) -> RefundReport:
    """Tell how a refund stands."""
    with sense():
        outcome = _REFUNDS[refund["status"]]
        has_failed = outcome is RefundOutcome.FAILED
        return RefundReport(
            outcome=outcome,
            amount=int(refund["amount"]),
            bank_ref=refund["id"],
            error=str(refund.get("failure_reason") or refund["status"]) if has_failed else "",
        )


def name_in(said: Said, name: str) -> str:
    """Return what the shop has written on one of Stripe's objects as ``name``; else nothing."""
    with sense():
        return str((said.get("metadata") or {}).get(name, ""))
