"""What Stripe tells by itself, about payments and refunds that the shop has written its names on."""

import json
from collections.abc import Callable, Mapping

import stripe
from django.conf import settings

from checkout.gateways.interface import Irrelevant, NotGenuine, Notification
from checkout.gateways.stripe.reading import Said, name_in, refund_report_of, report_of, sense

TOLERANCE = 300  # seconds that a notification may be old; Stripe signs each try anew


def read(body: bytes, headers: Mapping[str, str]) -> Notification:
    """Read a notification: its signature first, over the body as it came.

    Raises NotGenuine, Irrelevant, ValueError for what makes no sense.
    """
    _verify(body, headers)
    event = json.loads(body)
    with sense():
        event_id, kind, said = str(event["id"]), str(event["type"]), event["data"]["object"]
    reader = READERS.get(kind)
    if reader is None or not name_in(said, "payment"):
        raise Irrelevant
    return reader(said, event_id)


def _verify(body: bytes, headers: Mapping[str, str]) -> None:
    lower = {name.lower(): value for name, value in headers.items()}
    signature = lower.get("stripe-signature", "")
    try:
        stripe.WebhookSignature.verify_header(
            body, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE
        )
    except (stripe.SignatureVerificationError, TypeError, UnicodeError):
        raise NotGenuine from None


def _of_payment(said: Said, event_id: str) -> Notification:
    report = report_of(said, event_id=event_id)
    return Notification(name_in(said, "payment"), report, event_id=event_id)


def _of_charge(said: Said, event_id: str) -> Notification:
    """Stripe writes on a charge what was written on its PaymentIntent; it does not tell which refund."""
    return Notification(name_in(said, "payment"), event_id=event_id)


def _of_refund(said: Said, event_id: str) -> Notification:
    ref = name_in(said, "refund")
    if not ref:  # made by hand at Stripe
        raise Irrelevant
    return Notification(
        name_in(said, "payment"),
        refund_ref=ref,
        refund=refund_report_of(said),
        event_id=event_id,
    )


READERS: dict[str, Callable[[Said, str], Notification]] = {
    "payment_intent.succeeded": _of_payment,
    "payment_intent.payment_failed": _of_payment,
    "payment_intent.canceled": _of_payment,
    "payment_intent.processing": _of_payment,
    "payment_intent.amount_capturable_updated": _of_payment,
    "charge.refunded": _of_charge,
    "refund.updated": _of_refund,
    "refund.failed": _of_refund,
}
