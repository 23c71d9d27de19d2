"""What the bank says, in its own words: JSON, and a signature where it speaks first."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from standardwebhooks import Webhook

from checkout.gateways.testbank.models import (
    Answer,
    BankNotification,
    BankPayment,
    BankRefund,
    Giving,
)

Words = dict[str, Any]


def standing(payment: BankPayment, at: datetime) -> Words:
    """Return what the bank says of ``payment`` at the moment ``at``."""
    is_pending = payment.answers_at is not None and payment.answers_at > at
    status, error = payment.answer, payment.error
    if is_pending:
        status, error = ("pending" if payment.called_off_at is None else Answer.CANCELLED), ""
    return {
        "kind": "payment",
        "ref": payment.ref.hex,
        "status": str(status),
        "error": error,
        "amount": payment.amount,
        "currency": payment.currency,
        "instalments": payment.instalments,
    }


def standing_of_refund(refund: BankRefund, at: datetime) -> Words:
    """Return what the bank says of ``refund`` at the moment ``at``."""
    status = refund.status(at)
    return {
        "kind": "refund",
        "ref": refund.payment.ref.hex,
        "refund": refund.ref.hex,
        "bank_ref": refund.bank_ref,
        "status": status,
        "error": refund.error if status == "failed" else "",
        "amount": refund.amount,
    }


def movements(payment: BankPayment) -> Iterator[Words]:
    """Tell what ``payment`` is in the bank's books."""
    if payment.answer == Answer.ACCEPTED and payment.answers_at is not None:
        yield _entry(payment, payment.amount, payment.currency, payment.answers_at)


def movements_of_refund(refund: BankRefund) -> Iterator[Words]:
    """Tell what ``refund`` is in them: out, and in again where it came back."""
    currency = refund.payment.currency
    match refund.giving:
        case Giving.AT_ONCE | Giving.LATER:
            yield _entry(refund, -refund.amount, currency, refund.answers_at)
        case Giving.RETURNED:
            yield _entry(refund, -refund.amount, currency, refund.created_at)
            yield _entry(refund, refund.amount, currency, refund.answers_at)


def _entry(of: BankPayment | BankRefund, amount: int, currency: str, at: datetime) -> Words:
    return {
        "ref": of.ref.hex,
        "bank_ref": of.bank_ref,
        "amount": amount,
        "currency": currency,
        "at": at.isoformat(),
    }


def signed(notification: BankNotification, at: datetime) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a notification, signed as Standard Webhooks says."""
    if notification.refund is None:
        said = standing(notification.payment, at)
    else:
        said = standing_of_refund(notification.refund, at)
    event_id = notification.event_id.hex
    body = json.dumps({**said, "event_id": event_id})
    headers = {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": seal().sign(event_id, at, body),
    }
    return body.encode(), headers


def seal() -> Webhook:
    """Return the secret that bank and shop share in this installation."""
    key = hmac.new(settings.SECRET_KEY.encode(), b"testbank", hashlib.sha256).digest()
    return Webhook(base64.b64encode(key).decode())
