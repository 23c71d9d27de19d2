from typing import Any

from django import template

from catalog.admin.review import MODERATE
from catalog.models import Review, ReviewState

register = template.Library()


@register.inclusion_tag("admin/reviews_waiting.html", takes_context=True)
def reviews_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """Count the reviews that nobody has read yet, for those who may."""
    if not context["request"].user.has_perm(MODERATE):
        return {}
    return {"waiting": Review.objects.filter(state=ReviewState.PENDING).count()}
