"""How an order, a payment or a refund changes its state: a conditional update, and an event row
where there is one, together.
"""

from typing import Any

from checkout.models import (
    Order,
    OrderEvent,
    OrderState,
    Payment,
    PaymentEvent,
    PaymentState,
    Refund,
    RefundState,
)
from checkout.models.payment import PAYMENT_TRANSITIONS
from checkout.models.refund import REFUND_TRANSITIONS
from checkout.models.states import TRANSITIONS


def move_order(order: Order, to: OrderState, *, by: str, reason: str = "", **changes: Any) -> bool:
    """Move ``order`` to ``to`` if it still stands as it was read; False when it does not.

    Inside the caller's transaction. Raises ValueError for a step that the table does not have.
    """
    origin = OrderState(order.state)
    if to not in TRANSITIONS[origin]:
        message = f"an order never goes from {origin} to {to}"
        raise ValueError(message)
    if not Order.objects.filter(pk=order.pk, state=origin).update(state=to, **changes):
        return False
    OrderEvent.objects.create(order=order, from_state=origin, to_state=to, reason=reason, by=by)
    _take_over(order, state=to, **changes)
    return True


def move_payment(
    payment: Payment, to: PaymentState, *, by: str, event_id: str = "", **changes: Any
) -> bool:
    """Move ``payment`` to ``to`` if it still stands as it was read; False when it does not.

    Inside the caller's transaction. Raises ValueError for a step that the table does not have.
    """
    origin = PaymentState(payment.state)
    if to not in PAYMENT_TRANSITIONS[origin]:
        message = f"a payment never goes from {origin} to {to}"
        raise ValueError(message)
    if not Payment.objects.filter(pk=payment.pk, state=origin).update(state=to, **changes):
        return False
    PaymentEvent.objects.create(
        payment=payment, event_id=event_id, from_state=origin, to_state=to, by=by
    )
    _take_over(payment, state=to, **changes)
    return True


def move_refund(refund: Refund, to: RefundState, **changes: Any) -> bool:
    """Move ``refund`` to ``to`` if it still stands as it was read; False when it does not.

    Raises ValueError for a step that the table does not have.
    """
    origin = RefundState(refund.state)
    if to not in REFUND_TRANSITIONS[origin]:
        message = f"a refund never goes from {origin} to {to}"
        raise ValueError(message)
    if not Refund.objects.filter(pk=refund.pk, state=origin).update(state=to, **changes):
        return False
    _take_over(refund, state=to, **changes)
    return True


def _take_over(row: Order | Payment | Refund, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
