"""The test bank, as the shop sees it."""

import json
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from standardwebhooks import WebhookVerificationError

from checkout.gateways.interface import Begun, Capability, NotGenuine, Notification, Outcome, Report
from checkout.gateways.testbank import bank
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Payment
from shop.core import clock

LABEL = _("Test bank")
EXPLANATION = _("A bank to try the shop with. No real money moves: you choose how it ends.")

CAPABILITIES: frozenset[Capability] = frozenset()
PLANS = ()

_OUTCOMES = {
    "open": Outcome.OPEN,
    "pending": Outcome.PENDING,
    "accepted": Outcome.SUCCEEDED,
    "refused": Outcome.FAILED,
    "cancelled": Outcome.CANCELLED,
}


def start(payment: Payment, *, return_url: str, notify_url: str) -> Begun:
    known = bank.take_on(
        ref=payment.ref,
        amount=payment.amount,
        currency=payment.currency,
        return_url=return_url,
        notify_url=notify_url,
    )
    # Without a host: the bank is in this house, under whichever name the visitor came by.
    return Begun(url=reverse("testbank", args=[known.token]))


def returned(payment: Payment, said: Mapping[str, str]) -> Report:
    return fetch(payment)


def fetch(payment: Payment) -> Report:
    known = BankPayment.objects.filter(ref=payment.ref).first()
    if known is None:  # never begun there
        return Report(outcome=Outcome.OPEN, amount=payment.amount, currency=payment.currency)
    return _report(bank.standing(known, clock.now()))


def cancel(payment: Payment) -> Report:
    bank.cancel(ref=payment.ref, amount=payment.amount, currency=payment.currency)
    return fetch(payment)


def read(body: bytes, headers: Mapping[str, str]) -> Notification:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    given = {name: headers.get(name, "") for name in names}
    try:
        bank.seal().verify(body, given)
    except (WebhookVerificationError, ValueError) as error:
        raise NotGenuine from error
    said = json.loads(body)
    return Notification(said["ref"], _report(said))


def _report(said: dict[str, Any]) -> Report:
    return Report(
        outcome=_OUTCOMES[said["status"]],
        amount=said["amount"],
        currency=said["currency"],
        error=said["error"],
        event_id=said.get("event_id", ""),
    )
