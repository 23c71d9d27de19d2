"""Starting a payment: freeze the order, then send the shopper to the bank.

One payment of an order is open at a time. Pressing the button twice, or in two tabs, leads to the
same one; paying for a cart that has changed calls the old one off at the bank first (S8.3).
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language

from cart.contents import Contents
from cart.models import CartState
from cart.reading import contents
from checkout.gateways.interface import Outcome, Report, Unreachable, gateway
from checkout.models import Order, OrderState, Payment, PaymentError, PaymentState, Step
from checkout.models.payment import OPEN
from checkout.orders.freezing import fingerprint, freeze
from checkout.orders.locking import lock_order
from checkout.orders.returning import come_back
from checkout.orders.transitions import move_order
from checkout.payments.settling import WrongAmount, settle
from shop.core import clock

log = structlog.get_logger(__name__)

_RETURN = Signer(sep="~", salt="payment-return")
_MOST_ROUNDS = 3  # of calling off an older attempt; each leaves one fewer


class AlreadyPlaced(Exception):
    """The order is paid: there is nothing left to pay."""


class NotReady(Exception):
    """Something in the cart must be settled first: stock, a price that rose, an address."""


class TotalRose(Exception):
    """The order costs more than the page showed; ``total`` is what it costs now."""

    def __init__(self, total: int) -> None:
        super().__init__(f"the total is {total} by now")
        self.total = total


class StillOpen(Exception):
    """An earlier attempt could not be called off: the bank has not answered yet."""


def start_payment(*, order: Order, gateway_code: str, shown_total: int) -> Payment:
    """Freeze ``order`` as its cart stands now and begin to pay it; return the open payment.

    ``shown_total`` is what the shopper saw when they pressed the button: dearer is refused,
    cheaper is passed on (M8). Raises AlreadyPlaced, NotReady, TotalRose, StillOpen,
    stock.OutOfStock, redeeming.UsedUp; after each of them nothing was frozen.
    """
    for _round in range(_MOST_ROUNDS):
        payment, is_stale = _open_payment(order.pk, gateway_code, shown_total)
        if is_stale:
            call_off(payment, by="shopper")
            continue
        if not payment.amount:
            settle(payment.pk, _free(payment), by="shop")
        elif not payment.redirect_url:
            _send_to_bank(payment)
            if payment.state in OPEN:
                return payment
        payment.refresh_from_db()
        if payment.state != PaymentState.CANCELLED:  # by another tab, in this very moment
            return payment
    raise StillOpen


def call_off(payment: Payment, *, by: str) -> None:
    """Call an open payment off at the bank and write down how it ended. Raises StillOpen.

    Should the bank have taken the money already, it was the bank that settled it.
    """
    try:
        report = gateway(payment.gateway).cancel(payment)
        if report.outcome is not Outcome.CANCELLED:
            by = "bank"
        elif by == "sweep":
            report = replace(report, error=PaymentError.EXPIRED)
        settle(payment.pk, report, by=by)
    except (KeyError, Unreachable, WrongAmount):  # a gateway may be in use no longer
        raise StillOpen from None
    if report.outcome in (Outcome.OPEN, Outcome.PENDING):
        raise StillOpen


def return_token(payment: Payment) -> str:
    """Return the signed name of ``payment`` for the bank's way back: it needs no session (M15)."""
    return _RETURN.sign(payment.ref.hex)


def payment_of_return(token: str) -> Payment | None:
    """Return the payment that a bank sent its shopper back from."""
    try:
        ref = _RETURN.unsign(token)
    except BadSignature:
        return None
    return Payment.objects.select_related("order").filter(ref=ref).first()


def _open_payment(order_id: int, gateway_code: str, shown_total: int) -> tuple[Payment, bool]:
    """Return the payment to go on with, and whether it is for a cart that has changed since."""
    with transaction.atomic():
        order, now = _locked(order_id), clock.now()
        if order.is_placed:
            raise AlreadyPlaced
        come_back(order)
        stands = _as_it_stands(order)
        already = order.payments.filter(state__in=OPEN).first()
        if already is not None:
            is_same = order.frozen_as == fingerprint(stands) and already.gateway == gateway_code
            if is_same and already.amount > shown_total:
                raise TotalRose(already.amount)  # begun in another tab, for what the cart is now
            return already, not is_same
        if not stands.is_ready or not stands.has_chosen_delivery:
            raise NotReady
        if stands.totals.total > shown_total:
            raise TotalRose(stands.totals.total)
        columns: dict[str, Any] = freeze(order, stands)
        columns["reserved_until"] = now + timedelta(minutes=settings.PAYMENT_MINUTES)
        columns["last_activity_at"] = now
        columns["language"] = get_language() or order.language  # in which the lines are written
        if order.state == OrderState.INITIATED:
            columns["reached"] = Step.PAYMENT
            move_order(order, OrderState.AWAITING_PAYMENT, by="shopper", **columns)
        else:
            Order.objects.filter(pk=order.pk).update(**columns)
        payment = Payment.objects.create(
            order=order,
            gateway=gateway_code,
            amount=stands.totals.total,
            currency=settings.CURRENCY,
        )
    return payment, False


def _locked(order_id: int) -> Order:
    try:
        return lock_order(pk=order_id)
    except Order.DoesNotExist:  # another tab has erased the cart
        raise NotReady from None


def _as_it_stands(order: Order) -> Contents:
    cart = order.cart
    if cart is None or cart.state != CartState.OPEN:
        raise NotReady
    return contents(
        cart,
        country=order.country,
        method_id=order.delivery_method_id,
        vat_number=order.vat_number,
        with_images=False,
    )


def _send_to_bank(payment: Payment) -> None:
    """Tell the bank, and keep where it wants the shopper. Safe to repeat: the ref is the same.

    ``payment`` is then as it stands.
    """
    urls = {
        "return_url": settings.BASE_URL + reverse("checkout-return", args=[return_token(payment)]),
        "notify_url": settings.BASE_URL + reverse("checkout-notify", args=[payment.gateway]),
    }
    try:
        url = gateway(payment.gateway).start(payment, **urls)
    except Unreachable:
        log.warning("bank_unreachable", payment=payment.pk, gateway=payment.gateway)
        payment.refresh_from_db(fields=["redirect_url"])
        if not payment.redirect_url:  # else the other press of a double click got through
            settle(payment.pk, _unreachable(payment), by="shop")
            payment.refresh_from_db()
        return
    if Payment.objects.filter(pk=payment.pk, state__in=OPEN).update(redirect_url=url):
        payment.redirect_url = url
    else:
        payment.refresh_from_db()


def _free(payment: Payment) -> Report:
    """A promo code may leave nothing to pay; then no bank is asked."""
    return Report(outcome=Outcome.SUCCEEDED, amount=0, currency=payment.currency)


def _unreachable(payment: Payment) -> Report:
    return Report(
        outcome=Outcome.FAILED,
        amount=payment.amount,
        currency=payment.currency,
        error=PaymentError.UNREACHABLE,
    )
