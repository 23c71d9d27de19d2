from django import template

from shop.core.money import formatted

register = template.Library()


@register.filter
def money(amount: int) -> str:
    """Write minor units as the page's language does: ``{{ card.price|money }}``."""
    return formatted(amount)
