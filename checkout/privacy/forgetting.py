"""Forgets what is past its time: carts and orders that nobody went on with, and very old ones (P3)."""

from datetime import UTC, datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from cart.changing import Closed, InUse, forget
from cart.models import Cart, CartState
from checkout.models import Address, FormError, Invoice, Order, OrderToken, ParkedEvent
from checkout.orders.locking import lock_order
from shop.core.privacy.periods import logged_since, unfinished_since
from shop.core.privacy.processing import oldest

log = structlog.get_logger(__name__)

NO_BUYER = {"address": "", "delivery_address": "", "vat_number": ""}


def left_for_long(at: datetime) -> QuerySet[Cart]:
    """Return unordered carts that nobody went on with, the oldest first (``cart_to_forget``)."""
    since = unfinished_since(at)
    idle = Cart.objects.filter(~Q(state=CartState.ORDERED), last_activity_at__lt=since)
    is_idle = Q(order=None) | Q(order__last_activity_at__lt=since)
    return idle.filter(is_idle).order_by("last_activity_at")


def forget_unfinished(*, at: datetime, limit: int) -> int:
    """Erase such carts with the orders begun with them; return how many. A transaction each.

    One whose payment is open, or whose money came too late, stays until that is settled.
    """
    return sum(_forgotten(cart, unfinished_since(at)) for cart in left_for_long(at)[:limit])


def _forgotten(cart: Cart, since: datetime) -> bool:
    """Erase ``cart`` unless somebody has come back since it was found."""
    try:
        with transaction.atomic():
            Cart.objects.select_for_update().filter(pk=cart.pk).values_list("pk").first()
            if Order.objects.filter(cart=cart, last_activity_at__gte=since).exists():
                raise Closed
            forget(cart=cart, since=since)
    except (Closed, InUse):
        log.info("unfinished_kept", cart=cart.pk)
        return False
    return True


def old_orders(at: datetime) -> QuerySet[Order]:
    """Return the orders that the law asks for no longer, the oldest first (``order_to_forget``).

    Books are kept from the end of their year on.
    """
    since = datetime(at.year - settings.ORDER_YEARS, 1, 1, tzinfo=UTC)
    is_old = Q(placed_at=None) | Q(placed_at__lt=since)
    return Order.objects.filter(is_old, ~Q(email=""), created_at__lt=since).order_by("created_at")


def forget_old_orders(*, at: datetime, limit: int) -> int:
    """Forget whose such orders were: names and addresses go, numbers stay. A transaction each.

    Unfinished ones are erased long before; those that are left had money come too late.
    """
    return sum(_nameless(pk) for pk in old_orders(at).values_list("pk", flat=True)[:limit])


def _nameless(pk: int) -> bool:
    with transaction.atomic():
        order = lock_order(pk=pk)
        Address.objects.filter(order=order).delete()
        OrderToken.objects.filter(order=order).delete()
        Invoice.objects.filter(order=order).update(buyer=NO_BUYER)
        Cart.objects.filter(order=order).delete()
        nobody = {
            "email": "",
            "user": None,
            "vat_number": "",
            "time_zone": "",
            "notice_version": "",
            "wants_reminders": False,
            "refuses_reminders": False,
            "wants_sms": False,
        }
        Order.objects.filter(pk=pk).update(**nobody)
    return True


def forget_form_errors(*, at: datetime, limit: int) -> int:
    return oldest(FormError, "met_at", before=logged_since(at), limit=limit)


def forget_parked(*, at: datetime, limit: int) -> int:
    return oldest(ParkedEvent, "heard_at", before=logged_since(at), limit=limit)
