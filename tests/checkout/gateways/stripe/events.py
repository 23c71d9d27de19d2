"""What Stripe's objects look like, as far as the shop reads them.

The names are those of Stripe's published examples: ``openapi/fixtures3.json`` of the repository
stripe/openapi at 00ea679 (``resources.payment_intent``, ``.charge``), and of its API reference for
``refund`` and ``event`` (https://docs.stripe.com/api, version 2026-10-28.endive).
"""

from uuid import uuid4


def intent(payment, status="succeeded", **more):
    return {
        "id": payment.bank_ref or "pi_1MoS6fLgUG5tbmjca6AdBPsl",
        "object": "payment_intent",
        "amount": payment.amount,
        "amount_capturable": payment.amount if status == "requires_capture" else 0,
        "amount_received": payment.amount if status == "succeeded" else 0,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": "pi_1MoS6fLgUG5tbmjca6AdBPsl_secret_x",
        "currency": payment.currency.lower(),
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": {"payment": str(payment.ref), "order": "PAN-1"},
        "next_action": None,
        "status": status,
        **more,
    }


def charge(payment, **more):
    return {
        "id": "ch_1MoS30LgUG5tbmjcjfsQqpHI",
        "object": "charge",
        "amount": payment.amount,
        "amount_captured": payment.amount,
        "amount_refunded": payment.amount,
        "captured": True,
        "currency": payment.currency.lower(),
        "metadata": {"payment": str(payment.ref), "order": "PAN-1"},
        "refunded": True,
        "status": "succeeded",
        **more,
    }


def refund(refund, status="succeeded", **more):
    names = {"refund": str(refund.ref), "payment": str(refund.payment.ref)}
    return {
        "id": "re_1MoqxPLgUG5tbmjcQm7b0eqG",
        "object": "refund",
        "amount": refund.amount,
        "currency": refund.payment.currency.lower(),
        "metadata": names,
        "status": status,
        **more,
    }


def event(kind, said):
    return {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1234567890,
        "data": {"object": said},
        "livemode": False,
        "type": kind,
    }
