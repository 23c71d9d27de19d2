"""What was paid for an order, what of it went back, and what is left, as its page tells it."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from checkout.models import Order, Payment, PaymentState, Refund, RefundReason, RefundState
from checkout.models.payment import TAKEN
from checkout.payments.refunding import UNSETTLED, can_send
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


def payments_of(order: Order) -> list[Payment]:
    """Return the attempts to pay ``order``, the first one first, each with its events and refunds.

    Three queries, and none when it is asked again.
    """
    prefetch_related_objects([order], "payments__events", "payments__refunds")
    return sorted(order.payments.all(), key=lambda payment: payment.pk)


def money_of(order: Order) -> Money:
    """Add up all money that came for ``order``, in time or too late."""
    taken = [payment for payment in payments_of(order) if payment.state in TAKEN]
    refunds = [refund for payment in taken for refund in payment.refunds.all()]
    return Money(
        paid=sum(payment.amount for payment in taken),
        given_back=sum(each.amount for each in refunds if each.state == RefundState.SUCCEEDED),
        on_its_way=sum(each.amount for each in refunds if each.state in UNSETTLED),
        payment_id=next((payment.pk for payment in taken if payment.left), None),
    )


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
