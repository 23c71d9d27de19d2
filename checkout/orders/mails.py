"""The mails of orders, written when they are sent."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from checkout.gateways.transfer.account import details_of
from checkout.models import CreditNote, Order, OrderState, OrderToken, Payment, Refund, RefundState
from checkout.orders.money_back import by_hand_in_words, days_in_words
from checkout.orders.reading import order_in_full
from checkout.orders.waiting import arrives_by_in_words
from shop.core.messaging.models import Message
from shop.core.messaging.rendering import Mail, NothingToSay, mail_from_templates, renders
from shop.core.tokens import new_token


@renders("order.confirmed")
def confirmed(message: Message) -> Mail:
    return _mail("order/confirmed", _order(message))


@renders("order.awaiting")
def awaiting(message: Message) -> Mail:
    """Say where to transfer to, while that is still wanted."""
    order = _order(message)
    if not order.is_waiting:
        raise NothingToSay
    more: dict[str, Any] = {"transfer": details_of(order), "by_day": arrives_by_in_words(order)}
    return _mail("order/awaiting", order, **more)


@renders("order.not_paid")
def not_paid(message: Message) -> Mail:
    return _mail("order/not_paid", _cancelled(message))


@renders("order.cancelled")
def cancelled(message: Message) -> Mail:
    return _mail("order/cancelled", _cancelled(message))


@renders("order.refunded")
def refunded(message: Message) -> Mail:
    """Tell of money that was given back, unless the bank has taken its word back since."""
    given = Refund.objects.filter(pk=message.facts.get("refund"), state=RefundState.SUCCEEDED)
    refund = given.select_related("payment", "credit_note").first()
    if refund is None:
        raise NothingToSay
    payment = refund.payment
    more = {"refund": refund, "payment": payment, "is_all": refund.amount == payment.amount}
    note = getattr(refund, "credit_note", None)
    return _mail("order/refunded", _order(message), note=note, days=days_in_words(), **more)


@renders("order.paid_too_late")
def paid_too_late(message: Message) -> Mail:
    payment = Payment.objects.filter(pk=message.facts.get("payment")).first()
    if payment is None:
        raise NothingToSay
    is_by_hand = payment.refunds.filter(state=RefundState.BY_HAND).exists()
    days = by_hand_in_words() if is_by_hand else days_in_words()
    return _mail("order/paid_too_late", _order(message), payment=payment, days=days)


def _order(message: Message) -> Order:
    orders = Order.objects.select_related("invoice")
    order = orders.filter(pk=message.facts.get("order")).first()
    if order is None:
        raise NothingToSay
    return order


def _cancelled(message: Message) -> Order:
    order = _order(message)
    if order.state not in (OrderState.CANCELLED, OrderState.REFUNDED):
        raise NothingToSay
    return order


def _mail(folder: str, order: Order, *, note: CreditNote | None = None, **more: object) -> Mail:
    """Write the mail with all there is to say of ``order``, and a link of its own to it and its papers."""
    secret = _new_secret(order)
    urls = {
        "url": settings.BASE_URL + reverse("order", args=[secret]),
        "invoice_url": settings.BASE_URL + reverse("order-invoice", args=[secret]),
    }
    if note is not None:
        path = reverse("order-credit-note", args=[secret, note.number])
        urls["credit_note_url"] = settings.BASE_URL + path
    context = {"order": order, "note": note, **urls, **order_in_full(order), **more}
    return mail_from_templates(folder, context)


def _new_secret(order: Order) -> str:
    """Return a secret for one mail, made now: none ever stands in the database or a queue."""
    token = new_token()
    OrderToken.objects.create(order=order, digest=token.digest)
    return token.secret
