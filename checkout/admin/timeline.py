"""All that happened to an order and its cart as one list, for staff to read from top to bottom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Q
from django.utils.translation import gettext

from cart.models import Trouble
from checkout.admin import words
from checkout.admin.order_money import payments_of
from checkout.models import (
    FormError,
    Order,
    OrderEvent,
    Payment,
    PaymentEvent,
    PaymentState,
)
from shop.core import money


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    what: str
    by: str


def timeline(order: Order) -> list[Entry]:
    """Return what happened, the oldest first: six queries whatever the number of rows."""
    entries = [
        *_troubles(order),
        *_form_errors(order),
        *_payments(order),
        *_refunds(order),
        *_steps(order),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _troubles(order: Order) -> Iterable[Entry]:
    if order.cart_id is None:
        return
    for trouble in Trouble.objects.filter(cart=order.cart_id):
        detail = f": {trouble.detail_in_words}" if trouble.detail else ""
        what = f"{trouble.get_kind_display()}{detail}"
        yield Entry(trouble.met_at, _as_sentence(what), words.actor("shopper"))


def _form_errors(order: Order) -> Iterable[Entry]:
    """Those met before there was an order hang on the cart alone."""
    is_ours = Q(order=order)
    if order.cart_id is not None:
        is_ours |= Q(cart=order.cart_id, order=None)
    for error in FormError.objects.filter(is_ours):
        what = gettext("Form of the step “%(step)s”: %(field)s, %(rule)s") % {
            "step": error.get_step_display(),
            "field": words.form_field(error.field),
            "rule": words.rule(error.code),
        }
        yield Entry(error.met_at, what, words.actor("shopper"))


def _steps(order: Order) -> Iterable[Entry]:
    for event in OrderEvent.objects.filter(order=order):
        yield Entry(event.at, _step_in_words(event), words.actor(event.by))


def _step_in_words(event: OrderEvent) -> str:
    if not event.from_state:
        return gettext("Order started: the e-mail address was given")
    why = f" ({words.reason(event.reason)})" if event.reason else ""
    return gettext("Order: %(step)s") % {"step": event} + why


def _payments(order: Order) -> Iterable[Entry]:
    for number, payment in enumerate(payments_of(order), 1):
        facts = {
            "number": number,
            "amount": money.formatted(payment.amount),
            "gateway": words.gateway_name(payment.gateway),
        }
        begun = gettext("Payment %(number)s begun: %(amount)s, %(gateway)s") % facts
        yield Entry(payment.created_at, begun, words.actor("shopper"))
        for event in payment.events.all():
            yield _said(number, payment, event)


def _said(number: int, payment: Payment, event: PaymentEvent) -> Entry:
    what = gettext("Payment %(number)s: %(step)s") % {"number": number, "step": event}
    if event.to_state == PaymentState.FAILED and payment.error:
        what = f"{what} ({payment.get_error_display()})"
    return Entry(event.at, what, words.actor(event.by))


def _refunds(order: Order) -> Iterable[Entry]:
    for refund in chain.from_iterable(payment.refunds.all() for payment in payments_of(order)):
        facts = {
            "amount": money.formatted(refund.amount),
            "reason": refund.get_reason_display(),
            "state": refund.get_state_display(),
        }
        asked = gettext("Refund of %(amount)s asked for: %(reason)s") % facts
        yield Entry(refund.created_at, asked, words.actor("staff" if refund.by_id else "shop"))
        if refund.settled_at:
            settled = gettext("Refund of %(amount)s: %(state)s") % facts
            error = f" ({refund.error})" if refund.error else ""
            is_ours = refund.asked == 0  # no bank was ever told
            by = words.actor("staff" if is_ours else "bank")
            yield Entry(refund.settled_at, f"{settled}{error}", by)


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
