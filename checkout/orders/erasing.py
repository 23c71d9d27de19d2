"""Emptying a cart for good also erases the order that was begun with it (S3.3)."""

from typing import Any

from django.db.models import Q

from cart.changing import InUse, erases_with_cart
from cart.models import Cart
from checkout.models import Order, OrderState, PaymentState
from checkout.models.payment import OPEN
from checkout.orders.freezing import thaw
from checkout.orders.notice import payment_under_way
from checkout.orders.transitions import move_order


@erases_with_cart
def erase_started_order(cart: Cart) -> None:
    """Erase the order with all that was typed for it, unless a bank may be charging for it now.

    One whose money came too late, may still come, or is in doubt, stays without a cart: it is owed
    to somebody.
    """
    order = Order.objects.select_for_update().filter(cart=cart).first()
    if order is None:
        return
    is_ordered = order.is_placed or order.is_waiting
    if is_ordered or order.payments.filter(state__in=OPEN).exists():
        raise InUse(payment_under_way())
    if order.state == OrderState.AWAITING_PAYMENT:
        columns: dict[str, Any] = thaw(order)
        move_order(order, OrderState.INITIATED, by="shopper", reason="erased", **columns)
    is_owed = Q(state=PaymentState.LATE) | Q(ask_at__isnull=False) | ~Q(doubt="")
    if order.payments.filter(is_owed).exists():
        order.addresses.all().delete()
        Order.objects.filter(pk=order.pk).update(vat_number="")
    else:
        order.delete()
