"""Starting a payment: freeze the order, then send the shopper to the bank.

One payment of an order is open at a time. Pressing the button twice, or in two tabs, leads to the
same one; paying for a cart that has changed calls the old one off at the bank first (S8.3).
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from cart.contents import Contents
from checkout.gateways.calling import calling
from checkout.gateways.interface import Capability, Outcome, Refused, Report, Unreachable
from checkout.models import Order, OrderState, Payment, PaymentError, PaymentState, Step
from checkout.models.payment import OPEN
from checkout.orders.freezing import fingerprint, freeze
from checkout.orders.locking import lock_order
from checkout.orders.returning import come_back
from checkout.orders.standing import NotReady, as_it_stands
from checkout.orders.transitions import move_order
from checkout.payments.asking import ask_about
from checkout.payments.calling_off import StillOpen, call_off
from checkout.payments.links import addresses_for_bank
from checkout.payments.settling import settle
from checkout.payments.ways import Way
from shop.core import clock
from shop.core.backoff import later

log = structlog.get_logger(__name__)

_MOST_ROUNDS = 3  # of calling off an older attempt; each leaves one fewer


class AlreadyPlaced(Exception):
    """The order is paid: there is nothing left to pay."""


class TotalRose(Exception):
    """The order costs more than the page showed; ``total`` is what it costs now."""

    def __init__(self, total: int) -> None:
        super().__init__(f"the total is {total} by now")
        self.total = total


def start_payment(*, order: Order, way: Way, shown_total: int) -> Payment:
    """Freeze ``order`` as its cart stands now and begin to pay it; return the open payment.

    ``shown_total`` is what the shopper saw when they pressed the button: dearer is refused,
    cheaper is passed on (M8). Raises AlreadyPlaced, NotReady, TotalRose, StillOpen,
    stock.OutOfStock, redeeming.UsedUp; after each of them nothing was frozen.
    """
    for _round in range(_MOST_ROUNDS):
        payment, is_stale = _open_payment(order.pk, way, shown_total)
        if is_stale:
            call_off(payment, by="shopper")
            continue
        if not payment.amount:
            ask_about(payment)
        elif not payment.redirect_url:
            _send_to_bank(payment)
            if payment.state in OPEN:
                return payment
        payment.refresh_from_db()
        if payment.state != PaymentState.CANCELLED:  # by another tab, in this very moment
            return payment
    raise StillOpen


def _open_payment(order_id: int, way: Way, shown_total: int) -> tuple[Payment, bool]:
    """Return the payment to go on with, and whether it is another than the one asked for.

    That is when it is for a cart that has changed since, or goes another way.
    """
    with transaction.atomic():
        order, now = _locked(order_id), clock.now()
        if order.is_placed:
            raise AlreadyPlaced
        already = order.payments.filter(state__in=OPEN).first()
        if order.is_waiting:  # ordered for good: what it is does not change any more
            if order.total > shown_total:
                raise TotalRose(order.total)  # on a page of before it was ordered
            return _pay_otherwise(order, already, way, now)
        come_back(order)
        stands = as_it_stands(order)
        if already is not None:
            is_same = order.frozen_as == fingerprint(stands) and way.is_of(already)
            if is_same and already.amount > shown_total:
                raise TotalRose(already.amount)  # begun in another tab, for what the cart is now
            return already, not is_same
        if not stands.is_ready or not stands.has_chosen_delivery:
            raise NotReady
        if stands.totals.total > shown_total:
            raise TotalRose(stands.totals.total)
        return _begin(order, way, stands, now), False


def _pay_otherwise(
    order: Order, already: Payment | None, way: Way, now: datetime
) -> tuple[Payment, bool]:
    if already is not None:
        return already, not way.is_of(already)
    return _attempt(order, way, order.total, order.frozen_as, now), False


def _begin(order: Order, way: Way, stands: Contents, now: datetime) -> Payment:
    """Freeze the order as it stands, hold its things, and write down the attempt to pay it."""
    columns: dict[str, Any] = freeze(order, stands)
    columns["reserved_until"] = now + timedelta(minutes=settings.PAYMENT_MINUTES)
    columns["last_activity_at"] = now
    columns["language"] = get_language() or order.language  # in which the lines are written
    if order.state == OrderState.INITIATED:
        columns["reached"] = Step.PAYMENT
        move_order(order, OrderState.AWAITING_PAYMENT, by="shopper", **columns)
    else:
        Order.objects.filter(pk=order.pk).update(**columns)
    return _attempt(order, way, stands.totals.total, str(columns["frozen_as"]), now)


def _attempt(order: Order, way: Way, amount: int, frozen_as: str, now: datetime) -> Payment:
    return Payment.objects.create(
        order=order,
        gateway=way.gateway,
        instalments=way.instalments,
        amount=amount,
        currency=settings.CURRENCY,
        frozen_as=frozen_as,
        ask_at=now + later(1),
    )


def _locked(order_id: int) -> Order:
    try:
        return lock_order(pk=order_id)
    except Order.DoesNotExist:  # another tab has erased the cart
        raise NotReady from None


def _send_to_bank(payment: Payment) -> None:
    """Tell the bank, and keep where it wants the shopper. Safe to repeat: the ref is the same.

    ``payment`` is then as it stands.
    """
    try:
        with calling(payment.gateway) as bank:
            begun = bank.start(payment, **addresses_for_bank(payment))
    except Refused:
        log.warning("payment_not_taken", payment=payment.pk, gateway=payment.gateway)
        _not_begun(payment, PaymentError.NOT_TAKEN)
        return
    except Unreachable:
        log.warning("bank_unreachable", payment=payment.pk, gateway=payment.gateway)
        _not_begun(payment, PaymentError.UNREACHABLE)
        return
    known = {"redirect_url": begun.url, "bank_ref": begun.bank_ref}
    if not Payment.objects.filter(pk=payment.pk, state__in=OPEN).update(**known):
        payment.refresh_from_db()
        return
    payment.redirect_url, payment.bank_ref = begun.url, begun.bank_ref
    if Capability.WAITS in bank.CAPABILITIES:
        payment.state = ask_about(payment).state


def _not_begun(payment: Payment, error: PaymentError) -> None:
    """Write down why, unless the other press of a double click got through."""
    payment.refresh_from_db(fields=["redirect_url"])
    if payment.redirect_url:
        return
    report = Report(
        outcome=Outcome.FAILED, amount=payment.amount, currency=payment.currency, error=error
    )
    settle(payment.pk, report, by="shop")
    payment.refresh_from_db()
