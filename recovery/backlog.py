"""What waits for the sweep and for whoever tells staff, for the heartbeat (O4)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from checkout.models.states import UNPLACED
from recovery import sweeping
from recovery.episodes import closing
from recovery.models import Episode, Wake, WebhookDelivery, WebhookState
from recovery.reminding.scenarios import idle_after
from recovery.telling import untold
from recovery.webhooks import claiming
from shop.core.heartbeat.behind import waits
from shop.core.partial import one_of


@waits("wakes", label=_("Payments that recovery has not looked at"), moment="created_at")
def wakes(at: datetime) -> QuerySet[Wake]:
    """By ``wake_waiting``."""
    return Wake.objects.filter(handled_at=None)


@waits("left", label=_("Left carts and orders that the sweep has not seen"), moment="since")
def left(at: datetime) -> list[QuerySet[Any]]:
    """By ``cart_left`` and ``order_left``."""
    idle = idle_after()
    orders = sweeping.left_orders(at - idle).filter(one_of("state", UNPLACED))
    return [_since(rows, idle) for rows in (sweeping.left_carts(at - idle), orders)]


@waits("episodes_over", label=_("Abandoned orders whose time is over"), moment="closes_at")
def episodes_over(at: datetime) -> QuerySet[Episode]:
    """By ``episode_closing``."""
    return closing.over(at=at)


@waits("alerts", label=_("What staff were not told of"), moment="tell_at")
def alerts(at: datetime) -> list[QuerySet[Any]]:
    """By the indexes that ``untold`` names."""
    return untold(at)


@waits("webhooks_due", label=_("Webhooks to be delivered"), moment="since")
def webhooks_due(at: datetime) -> QuerySet[Any]:
    """By ``webhook_due``. What waits for an endpoint that does not answer counts from when it is asked."""
    since = Greatest("due_at", "endpoint__left_alone_until")
    return claiming.due(at=at).annotate(since=since).filter(since__lte=at)


@waits(
    "webhooks_dead",
    label=_("Webhooks that were not delivered"),
    moment="created_at",
    is_watched=False,
)
def webhooks_dead(at: datetime) -> QuerySet[WebhookDelivery]:
    """By ``webhook_dead``."""
    return WebhookDelivery.objects.filter(state=WebhookState.DEAD, seen_at=None)


def _since(rows: QuerySet[Any], idle: timedelta) -> QuerySet[Any]:
    """Say since when each row waits: since it has been idle for long enough to count as left."""
    pause = Value(idle, output_field=DurationField())
    due = ExpressionWrapper(F("last_activity_at") + pause, output_field=DateTimeField())
    found: QuerySet[Any] = rows.annotate(since=due)
    return found
