"""What the bank does: take a payment on, let its visitor decide, answer questions, tell the shop."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from standardwebhooks import Webhook

from checkout.gateways.testbank.models import Answer, BankNotification, BankPayment
from shop.core import clock
from shop.core.tokens import new_token

LATER = timedelta(minutes=1)  # how long the bank thinks when it is told to think


def take_on(
    *, ref: UUID, amount: int, currency: str, return_url: str, notify_url: str
) -> BankPayment:
    """Return the bank's payment for ``ref``, made at the first call: the ref is the idempotency key."""
    ways = {"return_url": return_url, "notify_url": notify_url}
    payment, _is_new = BankPayment.objects.update_or_create(
        ref=ref,
        defaults=ways,
        create_defaults={
            "token": new_token().secret,
            "amount": amount,
            "currency": currency,
            **ways,
        },
    )
    return payment


def decide(
    *, payment: BankPayment, answer: Answer, error: str = "", is_later: bool = False
) -> bool:
    """Settle an open payment, at once or after ``LATER``; False when it is no longer open."""
    answers_at = clock.now() + (LATER if is_later else timedelta())
    with transaction.atomic():
        still_open = BankPayment.objects.filter(pk=payment.pk, answer=Answer.OPEN)
        if not still_open.update(answer=answer, error=error, answers_at=answers_at):
            return False
        BankNotification.objects.create(payment=payment, due_at=answers_at)
    return True


def cancel(*, ref: UUID, amount: int, currency: str) -> None:
    """Call a payment off unless it is accepted or refused by now.

    One that is unknown may be on its way: it is called off in advance, and stays so when it comes.
    """
    with transaction.atomic():
        BankPayment.objects.get_or_create(
            ref=ref,
            defaults={"token": new_token().secret, "amount": amount, "currency": currency},
        )
        payment = BankPayment.objects.select_for_update().get(ref=ref)
        now = clock.now()  # read behind the lock: a decision waited for is older than this
        is_thinking = payment.answers_at is not None and payment.answers_at > now
        if payment.answer == Answer.OPEN or is_thinking:
            undecided = BankPayment.objects.filter(pk=payment.pk)
            undecided.update(answer=Answer.CANCELLED, error="", answers_at=now)


def standing(payment: BankPayment, at: datetime) -> dict[str, Any]:
    """Return what the bank says of ``payment`` at the moment ``at``, as its own words in JSON."""
    is_pending = payment.answers_at is not None and payment.answers_at > at
    return {
        "ref": payment.ref.hex,
        "status": "pending" if is_pending else payment.answer,
        "error": "" if is_pending else payment.error,
        "amount": payment.amount,
        "currency": payment.currency,
    }


def signed(notification: BankNotification, at: datetime) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a notification, signed as Standard Webhooks says."""
    event_id = notification.event_id.hex
    body = json.dumps({**standing(notification.payment, at), "event_id": event_id})
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
