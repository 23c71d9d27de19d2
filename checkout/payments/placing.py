"""What an order becomes when its money is there, or on its way.

Inside the settlement's transaction, with cart, order and payment locked.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from cart.closing import close_cart
from cart.delivery.dates import working_day_after
from catalog import stock
from catalog.purchases import record_purchases
from checkout.invoices.issuing import issue_invoice
from checkout.models import Order, OrderState, Payment
from checkout.orders.freezing import bought, fingerprint, freeze
from checkout.orders.redeeming import UsedUp
from checkout.orders.returning import come_back
from checkout.orders.standing import NotReady, as_it_stands
from checkout.orders.transitions import move_order
from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message
from shop.core.messaging.outbox import enqueue


def can_be_placed(order: Order, payment: Payment) -> bool:
    """Tell whether the money of ``payment`` still buys what it was meant for.

    An order that was let go in the meantime holds its things again, if all of them can be had as
    they were: nothing else is ever sold for that money (M14).
    """
    if order.state == OrderState.AWAITING_PAYMENT:
        if not payment.frozen_as:  # those of old have no mark
            return bool(payment.amount == order.total)
        return bool(payment.frozen_as == order.frozen_as)
    if order.state not in (OrderState.INITIATED, OrderState.ABANDONED):
        return False
    try:
        with transaction.atomic():
            return _hold_again(order, payment)
    except (NotReady, stock.OutOfStock, UsedUp):
        return False


def _hold_again(order: Order, payment: Payment) -> bool:
    stands = as_it_stands(order)
    if not stands.is_ready or fingerprint(stands) != payment.frozen_as:
        return False
    columns: dict[str, Any] = freeze(order, stands)
    come_back(order)
    return move_order(
        order, OrderState.AWAITING_PAYMENT, by="bank", reason="paid_after_all", **columns
    )


def place(order: Order, *, by: str) -> None:
    """Take the stock, close the cart, count the purchase, and tell the shopper."""
    units, product_ids = bought(order)
    now = clock.now()
    was_waiting = order.is_waiting
    days = _days_from(order, now) if was_waiting else {}
    move_order(order, OrderState.PAID, by=by, placed_at=now, reserved_until=None, **days)
    stock.take(units)
    record_purchases(
        person_id=order.person_id, user_id=order.user_id, product_ids=product_ids, at=now
    )
    if order.cart is not None and not was_waiting:
        close_cart(cart=order.cart, bought=units)
    tell_shopper(order, "order.confirmed")
    issue_invoice(order=order)  # last: whoever places another order waits from here on


def _days_from(order: Order, now: datetime) -> dict[str, Any]:
    """Return when a parcel arrives that leaves only now: as many working days later as it waited."""
    if order.earliest is None or order.latest is None:
        return {}
    day, today, waited = localtime(order.last_activity_at).date(), localtime(now).date(), 0
    while (day := working_day_after(day, 1)) <= today:
        waited += 1
    return {
        name: working_day_after(getattr(order, name), waited) for name in ("earliest", "latest")
    }


def wait_for_money(order: Order, *, until: datetime) -> None:
    """Let ``order`` stand and hold its things: its money is on the way, and takes days (S8.1)."""
    if order.state != OrderState.AWAITING_PAYMENT or order.is_waiting:
        return
    Order.objects.filter(pk=order.pk).update(waits_until=until, reserved_until=until)
    order.waits_until = order.reserved_until = until
    units, _product_ids = bought(order)
    if order.cart is not None:
        close_cart(cart=order.cart, bought=units)
    tell_shopper(order, "order.awaiting")


def tell_shopper(order: Order, kind: str, *, about: str = "", **facts: int) -> Message:
    """Put a mail about ``order`` into the outbox, once for each ``about``."""
    return enqueue(
        kind=kind,
        about=about or f"order:{order.reference}",
        message_class=MessageClass.ORDER,
        recipient=order.email,
        language=order.language,
        facts={"order": order.pk, **facts},
    )
