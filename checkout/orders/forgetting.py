"""What was never finished is erased after ``KEPT_DAYS``, as the e-mail step promises (P3)."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from cart.changing import Closed, InUse, empty
from cart.models import CartState
from checkout.models import Order
from checkout.models.states import UNPLACED
from checkout.orders.erasing import erase_started_order
from checkout.orders.notice import KEPT_DAYS

log = structlog.get_logger(__name__)


def erase_unfinished(*, at: datetime, limit: int = 500) -> int:
    """Erase orders that nobody went on with, and their carts; return how many. Run every hour.

    One whose payment is open, or whose money came too late, stays until that is settled.
    """
    old = Order.objects.filter(
        state__in=UNPLACED, last_activity_at__lt=at - timedelta(days=KEPT_DAYS), cart__isnull=False
    )
    return sum(_erased(order) for order in old.select_related("cart").order_by("pk")[:limit])


def _erased(order: Order) -> bool:
    cart = order.cart
    if cart is None:
        return False
    try:
        if cart.state == CartState.OPEN:
            empty(cart=cart)
        else:
            with transaction.atomic():
                erase_started_order(cart)
    except (Closed, InUse):
        log.info("unfinished_kept", order=order.pk)
        return False
    return True
