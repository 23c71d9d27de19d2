"""What waits among orders and payments, for the heartbeat (O4)."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from prometheus_client.core import GaugeMetricFamily

from checkout.gateways.calling import is_silent
from checkout.models import Order, OrderState, ParkedEvent, Payment, Refund, RefundState
from shop.core.heartbeat.behind import waits
from shop.core.heartbeat.metrics import measures
from shop.core.heartbeat.recent import happens
from shop.core.partial import one_of


@waits(
    "stock_held_too_long",
    label=_("Orders whose stock should be free again"),
    moment="reserved_until",
)
def held_too_long(at: datetime) -> QuerySet[Order]:
    """By ``order_held``."""
    return Order.objects.filter(state=OrderState.AWAITING_PAYMENT, reserved_until__lte=at)


@waits("payments_to_ask", label=_("Payments to ask the bank about"), moment="ask_at")
def payments_to_ask(at: datetime) -> QuerySet[Payment]:
    """By ``payment_to_ask``. What a bank does not answer is asked again later."""
    return Payment.objects.filter(ask_at__lte=at)


@waits("refunds_to_send", label=_("Refunds to be sent"), moment="ask_at")
def refunds_to_send(at: datetime) -> QuerySet[Refund]:
    """By ``refund_to_ask``."""
    return Refund.objects.filter(ask_at__lte=at)


@waits(
    "events_parked",
    label=_("Events without a payment"),
    moment="heard_at",
    is_watched=False,
)
def parked(at: datetime) -> QuerySet[ParkedEvent]:
    """By ``parked_to_ask``: those whose payment is still looked for."""
    return ParkedEvent.objects.filter(ask_at__isnull=False)


@waits(
    "payments_unclear",
    label=_("Payments of which nobody knows how they stand"),
    moment="created_at",
    is_watched=False,
)
def unclear(at: datetime) -> QuerySet[Payment]:
    """By ``payment_unclear``."""
    return Payment.objects.exclude(doubt="")


@waits(
    "refunds_by_hand",
    label=_("Refunds to be sent by staff"),
    moment="created_at",
    is_watched=False,
)
def by_hand(at: datetime) -> QuerySet[Refund]:
    """By ``refund_to_look_at``."""
    to_look_at = one_of("state", [RefundState.BY_HAND, RefundState.FAILED])
    return Refund.objects.filter(to_look_at, state=RefundState.BY_HAND)


@happens("orders")
def placed(since: datetime) -> QuerySet[Order]:
    """By ``order_by_day``."""
    return Order.objects.filter(placed_at__gte=since)


@happens("payments")
def settled(since: datetime) -> QuerySet[Payment]:
    """By ``payment_by_day``."""
    return Payment.objects.filter(settled_at__gte=since)


@measures
def banks() -> Iterator[GaugeMetricFamily]:
    """Which banks are left alone for now, as the cache remembers (``gateways/calling.py``)."""
    left_alone = GaugeMetricFamily(
        "panier_bank_left_alone",
        "Whether a bank has been silent, and is called rarely.",
        labels=["gateway"],
    )
    for code in settings.GATEWAYS:
        left_alone.add_metric([code], is_silent(code))
    yield left_alone
