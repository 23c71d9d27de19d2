"""The test bank, as the shop sees it."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from standardwebhooks import WebhookVerificationError

from checkout.gateways.interface import (
    Begun,
    Capability,
    Entry,
    Irrelevant,
    NotGenuine,
    Notification,
    Outcome,
    RefundOutcome,
    RefundReport,
    Report,
    Unreachable,
)
from checkout.gateways.testbank import counter, line
from checkout.gateways.testbank.words import Words, seal
from checkout.models import Payment, Refund

LABEL = _("Test bank")
EXPLANATION = _("A bank to try the shop with. No real money moves: you choose how it ends.")

CAPABILITIES = frozenset(
    {
        Capability.CAPTURE,
        Capability.INSTALMENTS,
        Capability.REFUND,
        Capability.PART_REFUND,
        Capability.STATEMENT,
    }
)
PLANS = (3,)

_OUTCOMES = {
    "open": Outcome.OPEN,
    "pending": Outcome.PENDING,
    "authorised": Outcome.AUTHORISED,
    "accepted": Outcome.SUCCEEDED,
    "refused": Outcome.FAILED,
    "cancelled": Outcome.CANCELLED,
}
_REFUND_OUTCOMES = {outcome.value: outcome for outcome in RefundOutcome}
T = TypeVar("T")


def problems() -> list[str]:
    """Tell what is missing before it can be used: in production, all of it."""
    if apps.is_installed("checkout.gateways.testbank"):
        return []
    return ["whoever likes pays nothing there; it is for the embedded profile."]


def start(payment: Payment, *, return_url: str, notify_url: str) -> Begun:
    said = line.ask(
        counter.begin,
        ref=payment.ref,
        amount=payment.amount,
        currency=payment.currency,
        instalments=payment.instalments,
        return_url=return_url,
        notify_url=notify_url,
    )
    return _understood(_begun, said)


def returned(payment: Payment, said: Mapping[str, str]) -> Report:
    return fetch(payment)


def fetch(payment: Payment) -> Report:
    return _standing(payment, line.ask(counter.tell, ref=payment.ref))


def capture(payment: Payment) -> Report:
    return _standing(payment, line.ask(counter.capture, ref=payment.ref))


def cancel(payment: Payment) -> Report:
    said = line.ask(
        counter.cancel,
        ref=payment.ref,
        amount=payment.amount,
        currency=payment.currency,
        instalments=payment.instalments,
    )
    return _standing(payment, said)


def refund(refund: Refund) -> RefundReport:
    said = line.ask(
        counter.give_back,
        ref=refund.ref,
        payment_ref=refund.payment.ref,
        amount=refund.amount,
    )
    return _understood(_refund_report, said)


def statement(start: datetime, end: datetime) -> Iterable[Entry]:
    said = line.ask(counter.books, start=start, end=end)
    return _understood(lambda words: [_entry(row) for row in words["entries"]], said)


def read(body: bytes, headers: Mapping[str, str]) -> Notification:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    given = {name: headers.get(name, "") for name in names}
    try:
        seal().verify(body, given)
    except (WebhookVerificationError, ValueError, OverflowError) as error:
        raise NotGenuine from error
    said = json.loads(body)
    try:
        return _notification(said)
    except (KeyError, TypeError) as error:
        raise ValueError from error


def _notification(said: Words) -> Notification:
    match said["kind"]:
        case "payment":
            return Notification(said["ref"], _report(said), event_id=said["event_id"])
        case "refund":
            return Notification(
                said["ref"],
                refund_ref=said["refund"],
                refund=_refund_report(said),
                event_id=said["event_id"],
            )
        case _:
            raise Irrelevant


def _understood(reading: Callable[[Words], T], said: Words) -> T:
    """Return what ``reading`` makes of an answer. Raises Unreachable if that is nothing."""
    try:
        return reading(said)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable from error


def _standing(payment: Payment, said: Words) -> Report:
    if said.get("status") == "unknown":  # never begun there
        return Report(
            outcome=Outcome.OPEN,
            amount=payment.amount,
            currency=payment.currency,
            instalments=payment.instalments,
        )
    return _understood(_report, said)


def _begun(said: Words) -> Begun:
    # Without a host: the bank is in this house, under whichever name the visitor came by.
    return Begun(url=reverse("testbank", args=[said["token"]]), bank_ref=said["bank_ref"])


def _report(said: Words) -> Report:
    return Report(
        outcome=_OUTCOMES[said["status"]],
        amount=said["amount"],
        currency=said["currency"],
        instalments=said["instalments"],
        error=said["error"],
        event_id=said.get("event_id", ""),
    )


def _refund_report(said: Words) -> RefundReport:
    return RefundReport(
        outcome=_REFUND_OUTCOMES[said["status"]],
        amount=said["amount"],
        bank_ref=said["bank_ref"],
        error=said["error"],
    )


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        ref=row["ref"],
        bank_ref=row["bank_ref"],
        amount=row["amount"],
        currency=row["currency"],
        at=datetime.fromisoformat(row["at"]),
    )
