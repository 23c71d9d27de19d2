from typing import Any

from django import template
from django.db.models import Count

from shop.core.messaging.models import Message, State
from shop.core.messaging.pausing import paused_since

register = template.Library()


@register.inclusion_tag("admin/messages_to_look_at.html", takes_context=True)
def messages_to_look_at(context: dict[str, Any]) -> dict[str, Any]:
    """Count what the shop will not settle by itself, in two looks at small indexes."""
    if not context["request"].user.has_perm("messaging.view_message"):
        return {}
    counted = dict(
        Message.objects.filter(state__in=[State.UNKNOWN, State.FAILED])
        .order_by()
        .values_list("state")
        .annotate(total=Count("pk"))
    )
    return {
        "paused_since": paused_since(),
        "unknown": counted.get(State.UNKNOWN, 0),
        "failed": counted.get(State.FAILED, 0),
    }
