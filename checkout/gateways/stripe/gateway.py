"""Stripe, as the shop sees it."""

from collections.abc import Mapping
from datetime import datetime

from babel.numbers import get_currency_precision
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from checkout.gateways.interface import (
    Begun,
    Capability,
    Entry,
    Outcome,
    RefundOutcome,
    RefundReport,
    Report,
)
from checkout.gateways.stripe import books
from checkout.gateways.stripe.client import Declined, Refused, ask, ask_all
from checkout.gateways.stripe.notifications import read  # noqa: F401 - one of the verbs
from checkout.gateways.stripe.reading import id_of, name_in, refund_report_of, report_of
from checkout.models import Payment, Refund
from checkout.payments.links import return_token

LABEL = _("Card")
EXPLANATION = _("Visa, Mastercard, American Express and others, by Stripe.")

MANUAL = "manual"  # promised first, taken when the order stands
CAPABILITIES = frozenset(
    {
        Capability.REFUND,
        Capability.PART_REFUND,
        Capability.STATEMENT,
        *([Capability.CAPTURE] if settings.STRIPE_CAPTURE == MANUAL else []),
    }
)
PLANS: tuple[int, ...] = ()

NEEDED = ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")

# https://docs.stripe.com/currencies#zero-decimal: every other one has two decimals there.
_WHOLE = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list to compare
)


def problems() -> list[str]:
    """Tell what is missing before Stripe can be used."""
    missing = [f"{name} is not set." for name in NEEDED if not getattr(settings, name)]
    decimals = 0 if settings.CURRENCY in _WHOLE else 2
    if get_currency_precision(settings.CURRENCY) != decimals:
        missing.append(f"Stripe counts {settings.CURRENCY} in other units than this shop does.")
    return missing


def start(payment: Payment, *, return_url: str, notify_url: str) -> Begun:
    ref = payment.bank_ref or _made(payment)
    return Begun(reverse("stripe-card", args=[return_token(payment)]), ref)


def returned(payment: Payment, said: Mapping[str, str]) -> Report:
    return fetch(payment)


def fetch(payment: Payment) -> Report:
    if not payment.bank_ref:  # its card page cannot be opened, so nobody can have paid it
        return Report(outcome=Outcome.OPEN, amount=payment.amount, currency=payment.currency)
    return report_of(ask(lambda stripe: stripe.payment_intents.retrieve(payment.bank_ref)))


def capture(payment: Payment) -> Report:
    key = {"idempotency_key": f"{payment.ref}:capture"}
    try:
        intent = ask(lambda stripe: stripe.payment_intents.capture(payment.bank_ref, {}, key))
    except (Declined, Refused):  # taken by somebody else, or let go in the meantime
        return fetch(payment)
    return report_of(intent)


def cancel(payment: Payment) -> Report:
    try:
        ref = payment.bank_ref or _made(
            payment
        )  # its start may be under way, or its answer is lost
    except Refused:  # what Stripe does not take on is never paid
        nothing = Outcome.CANCELLED
        return Report(outcome=nothing, amount=payment.amount, currency=payment.currency)
    try:
        intent = ask(lambda stripe: stripe.payment_intents.cancel(ref))
    except Refused:  # called off already, paid, or being paid
        intent = ask(lambda stripe: stripe.payment_intents.retrieve(ref))
    return report_of(intent)


def refund(refund: Refund) -> RefundReport:
    """Give back once. Stripe keeps names of calls for a day only, hence the look first."""
    found = _known(refund)
    if found is not None:
        return refund_report_of(found)
    ref, payment = str(refund.ref), refund.payment
    terms = {
        "payment_intent": payment.bank_ref,
        "amount": refund.amount,
        "metadata": {"refund": ref, "payment": str(payment.ref)},
    }
    key = {"idempotency_key": ref}
    try:
        made = ask(lambda stripe: stripe.refunds.create(terms, key))
    except Refused as refusal:
        failed = RefundOutcome.FAILED
        return RefundReport(outcome=failed, amount=refund.amount, error=refusal.words)
    return refund_report_of(made)


def statement(start: datetime, end: datetime) -> list[Entry]:
    """Tell what was charged and given back. What is captured later counts when it was promised."""
    return books.entries(start, end)


def _made(payment: Payment) -> str:
    """Return Stripe's name of the payment, which is the same one however often it is made."""
    ref = str(payment.ref)
    terms = {
        "amount": payment.amount,
        "currency": payment.currency.lower(),
        "capture_method": settings.STRIPE_CAPTURE,
        "payment_method_types": ["card"],
        "metadata": {"payment": ref, "order": payment.order.reference},
    }
    key = {"idempotency_key": ref}
    return id_of(ask(lambda stripe: stripe.payment_intents.create(terms, key)))


def _known(refund: Refund) -> Mapping[str, object] | None:
    if refund.bank_ref:
        return ask(lambda stripe: stripe.refunds.retrieve(refund.bank_ref))
    query = {"payment_intent": refund.payment.bank_ref, "limit": 100}
    ours = str(refund.ref)
    made = ask_all(lambda stripe: stripe.refunds.list(query))
    return next((each for each in made if name_in(each, "refund") == ours), None)
