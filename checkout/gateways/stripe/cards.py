"""The steps of a card payment that the shopper's browser takes part in."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from checkout.gateways.interface import Outcome, Report
from checkout.gateways.stripe.client import Asked, Declined, Refused, ask
from checkout.gateways.stripe.reading import report_of, sense
from checkout.models import Payment


@dataclass(frozen=True, slots=True)
class Standing:
    """How a payment stands. ``secret`` lets the browser ask the shopper's bank to confirm it.

    It is there only while that is to be done, and never kept or logged.
    """

    report: Report
    secret: str = ""


def standing(payment: Payment) -> Standing:
    """Ask how ``payment`` stands. Raises Unreachable."""
    return _standing(ask(lambda stripe: stripe.payment_intents.retrieve(payment.bank_ref)))


def take(payment: Payment, token: str) -> Standing:
    """Pay with the card behind ``token``; tell how it stands after that. Raises Unreachable.

    Safe to repeat with the same token. A second card takes the place of one that is not confirmed.
    """
    try:
        return _standing(_confirmed(payment, _method(payment, token), f"{payment.ref}:{token}"))
    except Declined as declined:
        return Standing(_failed(payment, declined.error))
    except Refused:  # paid in another tab, called off, or a token that was used up
        return standing(payment)


def _method(payment: Payment, token: str) -> str:
    """Return Stripe's name of the card; a server that makes none of a token takes the token's own."""
    key = {"idempotency_key": f"{payment.ref}:{token}:card"}
    made = ask(
        lambda stripe: stripe.payment_methods.create(
            {"type": "card", "card": {"token": token}}, key
        ),
        plainly=lambda stripe: stripe.tokens.retrieve(token),
    )
    with sense():
        is_token = made["object"] == "token"
        return str(made["card"]["id"] if is_token else made["id"])


def _confirmed(payment: Payment, method: str, key: str) -> Asked:
    """Confirm the PaymentIntent with the card, so that a browser can go on with it where needed."""
    ref = payment.bank_ref
    ask(lambda stripe: stripe.payment_intents.update(ref, {"payment_method": method}))

    def confirm(stripe: Any, name: str, **more: bool) -> Any:
        return stripe.payment_intents.confirm(ref, more, {"idempotency_key": f"{key}:{name}"})

    return ask(
        partial(confirm, name="confirm", use_stripe_sdk=True),
        plainly=partial(confirm, name="plainly"),
    )


def _standing(intent: Asked) -> Standing:
    with sense():
        waits_for_bank = intent["status"] == "requires_action"
        return Standing(report_of(intent), intent["client_secret"] if waits_for_bank else "")


def _failed(payment: Payment, error: str) -> Report:
    return Report(
        outcome=Outcome.FAILED, amount=payment.amount, currency=payment.currency, error=error
    )
