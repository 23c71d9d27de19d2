from datetime import timedelta
from typing import Any

from django import template

from checkout.models import ParkedEvent, Refund, RefundState
from checkout.payments.reconciling import unclear
from checkout.payments.refunding import refused, unanswered
from shop.core import clock

register = template.Library()

RECENT = timedelta(days=30)


@register.inclusion_tag("admin/money_to_look_at.html", takes_context=True)
def money_to_look_at(context: dict[str, Any]) -> dict[str, Any]:
    """Count what the shop will not settle by itself: five looks at small indexes."""
    user, now = context["request"].user, clock.now()
    shown: dict[str, Any] = {}
    if user.has_perm("checkout.view_payment"):
        shown["unclear"] = unclear(at=now).count()
    if user.has_perm("checkout.view_refund"):
        shown["by_hand"] = Refund.objects.filter(state=RefundState.BY_HAND).count()
        shown["refused"] = refused().count()
        shown["unanswered"] = unanswered(at=now).count()
    if user.has_perm("checkout.view_parkedevent"):
        given_up = ParkedEvent.objects.filter(ask_at=None, heard_at__gte=now - RECENT)
        shown["parked"] = given_up.count()
    return shown
