from typing import Any

from django import template

from shop.core import clock
from shop.core.heartbeat.behind import backlogs_on
from shop.core.heartbeat.jobs import pulses

register = template.Library()


@register.inclusion_tag("admin/regular_jobs.html", takes_context=True)
def regular_jobs(context: dict[str, Any]) -> dict[str, Any]:
    """Say which regular jobs are late and what waits too long for them (R16)."""
    request = context["request"]
    if not request.user.has_perm("heartbeat.view_heartbeat"):
        return {}
    return {
        "is_shown": True,
        "late": [pulse for pulse in pulses(at=clock.now()) if pulse.is_late],
        "waiting": [found for found in backlogs_on(request) if found.is_late],
    }
