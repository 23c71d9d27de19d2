"""Staff say that a transfer has arrived: the shop's bank account is looked at by people."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from checkout.gateways.interface import Outcome, Report
from checkout.gateways.transfer.account import CODE
from checkout.models import OrderState, Payment, PaymentState
from checkout.models.payment import TAKEN
from checkout.payments.settling import settle


class AlreadyMatched(Exception):
    """Somebody has confirmed it already; nothing was written."""


class OtherAmount(Exception):
    """Not what was asked for has arrived; nothing was written. Amounts in minor units."""

    def __init__(self, *, expected: int, received: int) -> None:
        super().__init__(f"{received} in place of {expected}")
        self.expected = expected
        self.received = received


def match_transfer(*, payment: Payment, amount: int, by: str = "staff") -> Payment:
    """Confirm that ``amount`` of the transfer ``payment`` has arrived; return how it stands.

    One that came after the order was let go or paid otherwise is late, and goes back. Safe to be
    pressed twice. Raises AlreadyMatched, OtherAmount, ValueError for what is no transfer.
    """
    payment = Payment.objects.get(pk=payment.pk)
    if payment.gateway != CODE:
        message = "only a transfer is matched by hand"
        raise ValueError(message)
    if payment.state in TAKEN:
        raise AlreadyMatched
    if amount != payment.amount:
        raise OtherAmount(expected=payment.amount, received=amount)
    arrived = Report(outcome=Outcome.SUCCEEDED, amount=amount, currency=payment.currency)
    return settle(payment.pk, arrived, by=by)


def to_match(search: str = "", *, amount: int | None = None) -> QuerySet[Payment]:
    """Return the transfers that are waited for, the oldest deadline first.

    A ``search`` for (the beginning of) an order's number, or an ``amount``, finds those that nobody
    waits for any more as well: their money may come all the same. Of several attempts of an order
    it finds the last: money that came once would else stand there twice.
    """
    transfers = Payment.objects.filter(gateway=CODE).exclude(state__in=TAKEN)
    if search or amount is not None:
        is_sought = Q(amount=amount) if amount is not None else Q()
        if search:
            is_sought |= Q(order__reference__istartswith=search)
        later = transfers.filter(order=OuterRef("order"), pk__gt=OuterRef("pk"))
        transfers = transfers.filter(is_sought, ~Exists(later))
    else:
        transfers = transfers.filter(
            state=PaymentState.PENDING, order__state=OrderState.AWAITING_PAYMENT
        )
    return transfers.select_related("order").order_by("order__waits_until", "pk")
