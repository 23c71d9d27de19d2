"""What moved at Stripe in a time: charges that were taken, refunds that were not refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import ceil
from typing import Any

from checkout.gateways.interface import Entry, RefundOutcome
from checkout.gateways.stripe.client import ask_all, is_stripe
from checkout.gateways.stripe.reading import Said, name_in, refund_report_of, sense

_A_PAGE = 100  # the most that Stripe gives at once


def entries(start: datetime, end: datetime) -> list[Entry]:
    """Return the movements from ``start`` up to, not including, ``end``."""
    found = [*_charges(_span(start, end)), *_refunds(_span(start, end))]
    return sorted((entry for entry in found if start <= entry.at < end), key=lambda e: e.at)


def _span(start: datetime, end: datetime) -> dict[str, Any]:
    """Return what to ask for; servers like Stripe give all they have, or nothing."""
    if not is_stripe():
        return {"limit": _A_PAGE}
    created = {"gte": int(start.timestamp()), "lt": ceil(end.timestamp())}
    return {"created": created, "limit": _A_PAGE}


def _charges(span: dict[str, Any]) -> Iterator[Entry]:
    query = {**span, "expand": ["data.payment_intent"]}
    charges = ask_all(lambda stripe: stripe.charges.list(query))
    with sense():
        for charge in charges:
            if charge["captured"] and charge["status"] == "succeeded":
                amount = int(charge["amount_captured" if "amount_captured" in charge else "amount"])
                yield _entry(charge, charge.get("payment_intent") or charge, "payment", amount)


def _refunds(span: dict[str, Any]) -> Iterator[Entry]:
    refunds = ask_all(lambda stripe: stripe.refunds.list(span))
    with sense():
        for refund in refunds:
            report = refund_report_of(refund)
            if report.outcome is not RefundOutcome.FAILED:
                yield _entry(refund, refund, "refund", -report.amount)


def _entry(movement: Said, named: Said, name: str, amount: int) -> Entry:
    return Entry(
        ref=name_in(named, name),
        bank_ref=movement["id"],
        amount=amount,
        currency=movement["currency"].upper(),
        at=datetime.fromtimestamp(movement["created"], UTC),
    )
