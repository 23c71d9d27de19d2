"""An officially abandoned order is a started one again as soon as its shopper does something."""

from typing import Any

from django.db import transaction

from checkout.models import Order, OrderState
from checkout.orders.locking import lock_order
from checkout.orders.transitions import move_order


def come_back(order: Order) -> None:
    """Move ``order`` back to where it was begun, if it was abandoned. No query if it was not.

    Inside the caller's transaction, with the order or its cart locked.
    """
    if order.state == OrderState.ABANDONED:
        move_order(order, OrderState.INITIATED, by="shopper", reason="came_back")


def write_for_shopper(order_id: int, **changes: Any) -> bool:
    """Write columns of an order for a shopper who is there; one that was abandoned comes back.

    One query if it was not. False when another tab has erased the order.
    """
    rows = Order.objects.filter(pk=order_id)
    if rows.exclude(state=OrderState.ABANDONED).update(**changes):
        return True
    with transaction.atomic():
        try:
            come_back(lock_order(pk=order_id))
        except Order.DoesNotExist:
            return False
        return bool(rows.update(**changes))
