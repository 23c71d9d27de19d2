"""Fields that say behind the number what it counts."""

from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale


class _WithUnit(forms.TextInput):
    def __init__(self, unit: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.unit = unit

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attrs = dict(attrs or {})
        unit_id = f"{attrs.get('id', name)}_unit"
        attrs["aria-describedby"] = f"{unit_id} {attrs.get('aria-describedby', '')}".strip()
        return format_html(
            '<span class="with-unit">{} <span id="{}">{}</span></span>',
            super().render(name, value, attrs, renderer),
            unit_id,
            self.unit,
        )


class Amount(_WithUnit):
    """Money; ``unit`` continues after the sign of the currency."""

    def __init__(self, unit: Any = "") -> None:
        super().__init__(_after_sign(unit) if unit else _sign(), {"size": 8})


class Number(_WithUnit):
    input_type = "number"

    def __init__(self, unit: Any) -> None:
        super().__init__(unit, {"min": 1})


def _currency_sign() -> str:
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return str(get_currency_symbol(settings.CURRENCY, locale=locale))


def _sign_and(unit: Any) -> str:
    return f"{_currency_sign()} {unit}"


_sign = lazy(_currency_sign, str)
_after_sign = lazy(_sign_and, str)
