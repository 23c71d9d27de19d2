from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the input of ``field`` with its hook for tests, and no placeholder: it has a label.

    Django itself links it to its help and errors (``aria-describedby``, ``aria-invalid``).
    """
    return field.as_widget(attrs={"data-testid": field.html_name, "placeholder": False})


@register.filter
def kind(field: BoundField) -> str:
    """Return the widget's own word for itself: ``email``, ``password``, ``checkbox`` …"""
    return str(getattr(field.field.widget, "input_type", "") or "other")
