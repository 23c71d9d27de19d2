"""States and the histories that led to them, by the tables of what may follow what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet, Value, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Lag, Lead

from cart.models import CartState
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
from checkout.models.payment import OPEN, PAYMENT_TRANSITIONS
from checkout.models.states import TRANSITIONS
from checkout.payments.reconciling import CLEAR_WITHIN
from shop.core import clock
from shop.core.integrity import Found, checks_integrity
from shop.core.messaging.models import Message

_SENT_BY_ITSELF = (RefundState.DUE, RefundState.SENDING, RefundState.PENDING)


@checks_integrity("states.order-history")
def order_history() -> Iterator[Found]:
    """An order came to where it stands step by step, each of which the table allows."""
    events = OrderEvent.objects.annotate(
        of=F("order"), reference=F("order__reference"), stands=F("order__state")
    )
    begun = Q(from_state="", to_state=OrderState.INITIATED)
    for row in _wrong_steps(events, _allowed(TRANSITIONS) | begun, first=""):
        yield f"order {row.reference}", _step_in_words(row)
    for reference, state in _without_events(Order).values_list("reference", "state"):
        yield f"order {reference}", f"is {state}, and nothing is written of how it came there"


@checks_integrity("states.payment-history")
def payment_history() -> Iterator[Found]:
    """A payment never went back, and each step of it is written down (M13)."""
    events = PaymentEvent.objects.annotate(
        of=F("payment"), reference=F("payment__order__reference"), stands=F("payment__state")
    )
    allowed = _allowed(PAYMENT_TRANSITIONS)
    for row in _wrong_steps(events, allowed, first=PaymentState.STARTED):
        yield f"payment {row.of} of order {row.reference}", _step_in_words(row)
    unwritten = _without_events(Payment).exclude(state=PaymentState.STARTED)
    for pk, reference, state in unwritten.values_list("pk", "order__reference", "state"):
        yield f"payment {pk} of order {reference}", f"is {state}, and nothing is written of it"


@checks_integrity("states.placed-cart-closed")
def placed_cart_closed() -> Iterator[Found]:
    """What is ordered lies in no cart any more, so that nobody orders it again (M1)."""
    stands = Q(placed_at__isnull=False) | Q(waits_until__isnull=False)
    rows = Order.objects.filter(stands, cart__state=CartState.OPEN).order_by("pk")
    for reference, cart in rows.values_list("reference", "cart"):
        yield f"order {reference}", f"is ordered, and its cart {cart} is open"


@checks_integrity("states.open-payments")
def open_payments() -> Iterator[Found]:
    """An open payment is asked about, and none stays open long after its order was paid."""
    placed_before = clock.now() - CLEAR_WITHIN
    is_left = Q(order__placed_at__lt=placed_before)
    rows = Payment.objects.filter(Q(state__in=OPEN), Q(ask_at=None) | is_left).order_by("pk")
    for pk, reference, state in rows.values_list("pk", "order__reference", "state"):
        says = f"is {state}, and nobody asks the bank, or its order was paid long ago"
        yield f"payment {pk} of order {reference}", says


@checks_integrity("states.refunds-sent")
def refunds_sent() -> Iterator[Found]:
    """A refund that the shop sends itself is not forgotten."""
    rows = Refund.objects.filter(state__in=_SENT_BY_ITSELF, ask_at=None).order_by("pk")
    for pk, reference, state in rows.values_list("pk", "payment__order__reference", "state"):
        yield f"refund {pk} of order {reference}", f"is {state}, and no worker looks at it"


@checks_integrity("states.one-confirmation")
def one_confirmation() -> Iterator[Found]:
    """Nobody is told twice that an order is confirmed (S8.3)."""
    mails = Message.objects.filter(kind="order.confirmed", facts__has_key="order")
    told = mails.annotate(order=KT("facts__order")).order_by().values("order")
    for order, number in told.annotate(n=Count("pk")).filter(n__gt=1).values_list("order", "n"):
        yield f"order with the key {order}", f"was confirmed by {number} mails"


def _allowed(table: Mapping[Any, Iterable[Any]]) -> Q:
    steps = (Q(from_state=origin, to_state__in=list(ends)) for origin, ends in table.items())
    return Q(*steps, _connector=Q.OR)


def _wrong_steps(events: QuerySet[Any], allowed: Q, *, first: str) -> Any:
    """Return steps that the table does not have, or that do not begin where the one before ended
    (the first one: at ``first``), and last ones that do not end where the row stands.
    """
    around: dict[str, Any] = {"partition_by": F("of"), "order_by": F("pk").asc()}
    rows = events.annotate(
        before=Window(Lag("to_state", default=Value(first)), **around),
        after=Window(Lead("to_state"), **around),
    )
    is_last = Q(after=None)
    wrong = ~allowed | ~Q(from_state=F("before")) | is_last & ~Q(to_state=F("stands"))
    columns = ("of", "reference", "stands", "from_state", "to_state", "before")
    return rows.filter(wrong).order_by("pk").values_list(*columns, named=True)


def _step_in_words(row: Any) -> str:
    step = f"went from {row.from_state or 'nothing'} to {row.to_state}"
    return f"{step}, came from {row.before or 'nothing'}, and is {row.stands}"


def _without_events(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(events=None).order_by("pk")  # noqa: SLF001 - the documented name
