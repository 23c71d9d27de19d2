from datetime import datetime
from typing import Any

from django import template

from recovery.models import Alert, Reply
from shop.core.admin import written
from shop.core.heartbeat.behind import backlogs_on

register = template.Library()


@register.filter
def moment(value: Any) -> Any:
    """Return a moment that the ledger holds as text as people write it; anything else as it is."""
    try:
        return written(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return value


@register.inclusion_tag("admin/recovery/state.html", takes_context=True)
def recovery_state(context: dict[str, Any]) -> dict[str, Any]:
    """Say what needs somebody now: failed payments, what people wrote, what other tools were not told."""
    user = context["request"].user
    shown: dict[str, Any] = {}
    if user.has_perm("recovery.view_alert"):
        shown["failed"] = Alert.objects.filter(seen_at=None).count()
    if user.has_perm("recovery.view_reply"):
        shown["replies"] = Reply.objects.filter(seen_at=None).count()
    if user.has_perm("recovery.view_webhookdelivery"):
        counted = {found.name: found.count for found in backlogs_on(context["request"])}
        shown["dead"] = counted["webhooks_dead"]
    return shown
