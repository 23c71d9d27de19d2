"""Calling an order off: a paid one before anything is packed, or one whose money never came (S9.1)."""

from typing import Any

from django.db import transaction

from catalog import stock
from checkout.models import Order, OrderState, RefundReason
from checkout.models.payment import OPEN
from checkout.orders.freezing import bought, reserved_units
from checkout.orders.locking import lock_order
from checkout.orders.redeeming import unredeem
from checkout.orders.transitions import move_order
from checkout.payments.calling_off import call_off
from checkout.payments.placing import tell_shopper
from checkout.payments.refunding import give_back_all


def cancel_order(*, order: Order, by: str, reason: str = "", user: Any = None) -> bool:
    """Cancel ``order`` if it is paid and not yet in preparation; False if it stands otherwise.

    What it took goes back on the shelf, what it used of promotions is free again (S4.2), its money
    is on the way back, and its shopper is told.
    """
    with transaction.atomic():
        order = lock_order(pk=order.pk)
        if order.state != OrderState.PAID:
            return False
        move_order(order, OrderState.CANCELLED, by=by, reason=reason)
        units, _product_ids = bought(order)
        stock.put_back(units)
        unredeem(order)
        give_back_all(order, reason=RefundReason.CANCELLED, by=user)
        tell_shopper(order, "order.cancelled")
    return True


def cancel_waiting(*, order: Order, by: str, reason: str = "") -> bool:
    """Cancel ``order`` while it waits for money; False if it stands otherwise, paid perhaps.

    What is open is called off at its bank first. Raises StillOpen where that does not answer.
    """
    for payment in order.payments.filter(state__in=OPEN):
        call_off(payment, by=by)
    with transaction.atomic():
        order = lock_order(pk=order.pk)
        if not order.is_waiting or order.payments.filter(state__in=OPEN).exists():
            return False
        drop_waiting(order, by=by, reason=reason)
    return True


def drop_waiting(order: Order, *, by: str, reason: str) -> None:
    """Cancel an order that waits for money, none of which is open any more, and tell its shopper.

    Inside the caller's transaction, with the order locked. What it held can be bought again.
    """
    stock.release(reserved_units(order))
    unredeem(order)
    move_order(order, OrderState.CANCELLED, by=by, reason=reason, reserved_until=None)
    tell_shopper(order, "order.not_paid" if reason == "not_paid" else "order.cancelled")
