"""Calling a placed order off before anything is packed (S9.1)."""

from django.db import transaction

from catalog import stock
from checkout.models import Order, OrderState
from checkout.orders.freezing import bought
from checkout.orders.locking import lock_order
from checkout.orders.redeeming import unredeem
from checkout.orders.transitions import move_order


def cancel_order(*, order: Order, by: str, reason: str = "") -> bool:
    """Cancel ``order`` if it is paid and not yet in preparation; False if it stands otherwise.

    What it took goes back on the shelf, and what it used of promotions is free again (S4.2). The
    money is given back at the bank, by hand.
    """
    with transaction.atomic():
        order = lock_order(pk=order.pk)
        if order.state != OrderState.PAID:
            return False
        move_order(order, OrderState.CANCELLED, by=by, reason=reason)
        units, _product_ids = bought(order)
        stock.put_back(units)
        unredeem(order)
    return True
