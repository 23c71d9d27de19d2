"""Fields for money, minor units in the database, ``12,90`` in the hands of people; and for what browsers tell."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.core import money
from shop.core.time_zones import is_zone


class AmountFormField(forms.CharField):
    """An amount as the page's language writes it; its value is an integer of minor units."""

    default_error_messages: ClassVar = {
        "invalid": _("Enter an amount of money, such as %(example)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def prepare_value(self, value: Any) -> Any:
        return _as_typed(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return money.typed(str(text))
        except money.InvalidAmount:
            raise ValidationError(
                self.error_messages["invalid"], "invalid", {"example": _as_typed(1290)}
            ) from None

    def run_validators(self, value: Any) -> None:
        """Skip the text validators: the value is a number by now, and parsed within bounds."""


class AmountField(models.PositiveBigIntegerField):  # type: ignore[type-arg]
    """Minor units of the shop's currency, never negative."""

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("min_value", None)
        return models.Field.formfield(self, **{"form_class": AmountFormField, **kwargs})


class TimeZoneField(forms.Field):
    """What a script says of the browser's clock. Nobody typed it, so that nobody is told if it is wrong."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.widget.attrs["data-time-zone"] = ""

    def clean(self, value: object) -> str:
        return value if isinstance(value, str) and is_zone(value) else ""


def _as_typed(amount: int) -> str:
    text = money.plain(amount)
    return text.replace(".", ",") if get_language() == "fr" else text
