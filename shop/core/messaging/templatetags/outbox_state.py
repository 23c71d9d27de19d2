from typing import Any

from django import template

from shop.core.heartbeat.behind import backlogs_on
from shop.core.messaging.pausing import paused_since

register = template.Library()


@register.inclusion_tag("admin/messages_to_look_at.html", takes_context=True)
def messages_to_look_at(context: dict[str, Any]) -> dict[str, Any]:
    """Count what the shop will not settle by itself; the page has asked for it with all that waits."""
    request = context["request"]
    if not request.user.has_perm("messaging.view_message"):
        return {}
    counted = {found.name: found.count for found in backlogs_on(request)}
    return {
        "paused_since": paused_since(),
        "unknown": counted["messages_unknown"],
        "failed": counted["messages_failed"],
    }
