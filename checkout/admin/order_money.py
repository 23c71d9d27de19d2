"""What was paid for an order, what of it went back, and what is left, as its page tells it."""

from dataclasses import dataclass

from django.db.models import Q, Sum
from django.utils.translation import gettext

from checkout.models import Order, PaymentState, Refund, RefundReason, RefundState
from checkout.payments.refunding import TAKEN, UNSETTLED, can_send
from shop.core import money


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units. ``on_its_way`` was asked for and has not arrived; ``payment_id`` has some left."""

    paid: int = 0
    given_back: int = 0
    on_its_way: int = 0
    payment_id: int | None = None

    @property
    def left(self) -> int:
        return self.paid - self.given_back - self.on_its_way


def money_of(order: Order) -> Money:
    """Add up all money that came for ``order``, in time or too late: two queries."""
    taken = [row for row in order.payments.order_by("pk") if row.state in TAKEN]
    if not taken:
        return Money()
    sums = Refund.objects.filter(payment__in=taken).aggregate(
        given_back=Sum("amount", filter=Q(state=RefundState.SUCCEEDED), default=0),
        on_its_way=Sum("amount", filter=Q(state__in=UNSETTLED), default=0),
    )
    with_some = next((row.pk for row in taken if row.left), None)
    return Money(paid=sum(row.amount for row in taken), payment_id=with_some, **sums)


def if_cancelled(order: Order) -> str:
    """Tell what becomes of the money when the paid ``order`` is cancelled now."""
    paid = order.payments.filter(state=PaymentState.SUCCEEDED).first()
    if paid is None or not paid.left:
        return gettext("Nothing has to be given back.")
    if can_send(paid, paid.left):
        words = gettext("%(amount)s goes back by itself: the bank is told at once.")
    else:
        words = gettext("%(amount)s is then yours to give back by hand.")
    return words % {"amount": money.formatted(paid.left)}


def once_cancelled(order: Order) -> str:
    """Tell what becomes of the money of an ``order`` that was cancelled in this moment."""
    refunds = Refund.objects.filter(payment__order=order, reason=RefundReason.CANCELLED)
    refund = refunds.order_by("pk").last()
    if refund is None:
        return gettext("Cancelled. Nothing had to be given back.")
    if refund.state == RefundState.BY_HAND:
        words = gettext(
            "Cancelled. Please give %(amount)s back by hand, then mark the refund as sent."
        )
    else:
        words = gettext("Cancelled. %(amount)s is on its way back.")
    return words % {"amount": money.formatted(refund.amount)}
