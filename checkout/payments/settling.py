"""The one function behind the way back from the bank, its notifications, and the sweep (S8.3).

It may be told the same thing any number of times, by any of them at once, in any order.
"""

from typing import Any

import structlog
from django.db import transaction

from cart.closing import close_cart
from catalog import stock
from catalog.purchases import record_purchases
from checkout.gateways.interface import Outcome, Report
from checkout.invoices.issuing import issue_invoice
from checkout.models import Order, OrderState, Payment, PaymentEvent, PaymentState
from checkout.models.payment import OPEN
from checkout.orders.freezing import bought
from checkout.orders.locking import lock_order
from checkout.orders.transitions import move_order, move_payment
from checkout.payments.listening import tell
from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.outbox import enqueue

log = structlog.get_logger(__name__)

_STATES = {
    Outcome.PENDING: PaymentState.PENDING,
    Outcome.FAILED: PaymentState.FAILED,
    Outcome.CANCELLED: PaymentState.CANCELLED,
}


class WrongAmount(Exception):
    """The bank speaks of another amount than the order's. Nothing was written."""


def settle(payment_id: int, report: Report, *, by: str) -> Payment:
    """Write down what the bank says of a payment, with all that follows, and return it.

    Success takes the stock, places the order, closes the cart and puts the mail into the outbox,
    in one transaction (M16). A success that nobody waits for any more is kept as *late*, for
    staff to refund (M14). Whoever hears of payments is told of an end. Raises WrongAmount.
    """
    with transaction.atomic():
        order = lock_order(payments=payment_id)
        payment = Payment.objects.select_for_update().get(pk=payment_id)
        payment.order = order
        if _is_known(payment, report):
            return payment
        if report.outcome is Outcome.SUCCEEDED:
            _check_amount(payment, report)
            _succeed(payment, order, report, by)
        else:
            _write(payment, _STATES[report.outcome], report, by)
        if payment.state not in OPEN:
            tell(payment)
    return payment


def _is_known(payment: Payment, report: Report) -> bool:
    """Tell whether the report says nothing new; a payment never goes back (M13)."""
    if report.outcome is Outcome.OPEN:
        return True
    if report.outcome is Outcome.SUCCEEDED:
        return payment.state in (PaymentState.SUCCEEDED, PaymentState.LATE)
    if (
        report.event_id
        and PaymentEvent.objects.filter(payment=payment, event_id=report.event_id).exists()
    ):
        return True
    is_open = payment.state in (PaymentState.STARTED, PaymentState.PENDING)
    return not is_open or payment.state == _STATES[report.outcome]


def _check_amount(payment: Payment, report: Report) -> None:
    if (report.amount, report.currency) != (payment.amount, payment.currency):
        log.error("wrong_amount", payment=payment.pk, said=report.amount, expected=payment.amount)
        raise WrongAmount


def _succeed(payment: Payment, order: Order, report: Report, by: str) -> None:
    was_open = payment.state in (PaymentState.STARTED, PaymentState.PENDING)
    if not was_open or order.state != OrderState.AWAITING_PAYMENT:
        log.error("paid_too_late", payment=payment.pk, order=order.pk)
        _write(payment, PaymentState.LATE, report, by)
        return
    _write(payment, PaymentState.SUCCEEDED, report, by)
    _place(order, by)


def _write(payment: Payment, state: PaymentState, report: Report, by: str) -> None:
    changes: dict[str, Any] = {"error": report.error}
    if state != PaymentState.PENDING:
        changes["settled_at"] = clock.now()
    move_payment(payment, state, by=by, event_id=report.event_id, **changes)


def _place(order: Order, by: str) -> None:
    units, product_ids = bought(order)
    now = clock.now()
    move_order(order, OrderState.PAID, by=by, placed_at=now, reserved_until=None)
    stock.take(units)
    record_purchases(
        person_id=order.person_id, user_id=order.user_id, product_ids=product_ids, at=now
    )
    if order.cart is not None:
        close_cart(cart=order.cart, bought=units)
    enqueue(
        kind="order.confirmed",
        about=f"order:{order.reference}",
        message_class=MessageClass.ORDER,
        recipient=order.email,
        language=order.language,
        facts={"order": order.pk},
    )
    issue_invoice(order=order)  # last: whoever places another order waits from here on
