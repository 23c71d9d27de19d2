from typing import Any

from django import template

from recovery.heartbeat import pulse
from recovery.models import Alert
from recovery.sweeping import JOB

register = template.Library()


@register.inclusion_tag("admin/recovery/state.html", takes_context=True)
def recovery_state(context: dict[str, Any]) -> dict[str, Any]:
    """Say what needs somebody now: failed payments, and a sweep that does not run (R16)."""
    user = context["request"].user
    shown: dict[str, Any] = {}
    if user.has_perm("recovery.view_alert"):
        shown["failed"] = Alert.objects.filter(seen_at=None).count()
    if user.has_perm("recovery.view_episode"):
        shown["pulse"] = pulse(JOB)
    return shown
