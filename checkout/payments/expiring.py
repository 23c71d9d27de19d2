"""Held stock is given back when no payment came in time (pitfall M17)."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from checkout.models import Order, OrderState, Payment
from checkout.models.payment import OPEN
from checkout.orders.freezing import thaw
from checkout.orders.locking import lock_order
from checkout.orders.transitions import move_order
from checkout.payments.calling_off import StillOpen, call_off
from checkout.payments.cancelling import drop_waiting

log = structlog.get_logger(__name__)

AGAIN_AFTER = timedelta(minutes=5)  # where a bank was silent


def release_expired(*, at: datetime, limit: int = 100) -> int:
    """Give back what is held past its time; return for how many orders. Run every minute.

    A started order is open again; one that was waiting for a transfer is cancelled.

    An open payment is called off at the bank first, or turns out to be paid. Where the bank does
    not answer, the stock stays held until it does: it may be sold. Safe to run twice and side by
    side: each order is let go by one conditional update. One that fails does not keep the others.
    """
    due = Order.objects.filter(state=OrderState.AWAITING_PAYMENT, reserved_until__lte=at)
    expired = due.order_by("reserved_until").values_list("pk", flat=True)[:limit]
    return sum(_tried(order_id, at) for order_id in list(expired))


def _tried(order_id: int, at: datetime) -> bool:
    try:
        return _let_go(order_id, at)
    except Exception:
        log.exception("release_failed", order=order_id)
        _look_again(order_id, at)
        return False


def _let_go(order_id: int, at: datetime) -> bool:
    for payment in Payment.objects.filter(order=order_id, state__in=OPEN):
        try:
            call_off(payment, by="sweep")
        except StillOpen:
            log.warning("held_past_its_time", order=order_id, payment=payment.pk)
            _look_again(order_id, at)
            return False
    with transaction.atomic():
        order = lock_order(pk=order_id)
        is_due = order.reserved_until is not None and order.reserved_until <= at
        if order.state != OrderState.AWAITING_PAYMENT or not is_due:
            return False
        if order.payments.filter(state__in=OPEN).exists():
            return False  # begun in this very moment
        if order.is_waiting:
            drop_waiting(order, by="sweep", reason="not_paid")
            return True
        columns: dict[str, Any] = thaw(order)
        return move_order(order, OrderState.INITIATED, by="sweep", reason="not_paid", **columns)


def _look_again(order_id: int, at: datetime) -> None:
    """Let those behind it have their turn first: a silent bank must not stop the whole sweep."""
    due = Order.objects.filter(pk=order_id, state=OrderState.AWAITING_PAYMENT)
    due.filter(reserved_until__lte=at).update(reserved_until=at + AGAIN_AFTER)
