from django import forms
from django.utils.translation import gettext_lazy as _

from cart.models import LARGEST_QUANTITY
from shop.core.countries import Choice
from shop.core.widgets import LongSelect

TOO_MUCH = _("We sell up to 999 of one thing here. For more, please write to us.")


class AddForm(forms.Form):
    """A variant by its SKU, as the product's page names it, and how many."""

    v = forms.CharField(max_length=64)
    quantity = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_QUANTITY,
        required=False,
        error_messages={
            "max_value": TOO_MUCH,
            "min_value": _("Please enter 1 or more."),
            "invalid": _("Please enter a whole number."),
        },
    )


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_QUANTITY,
        error_messages={
            "max_value": TOO_MUCH,
            "min_value": _("Please enter 0 or more; 0 removes the line."),
            "invalid": _("Please enter a whole number; 0 removes the line."),
            "required": _("Please enter a whole number; 0 removes the line."),
        },
    )


class CountryForm(forms.Form):
    """Where delivery is estimated for; the list shows what the shop delivers to."""

    country = forms.CharField(label=_("Delivery to"), max_length=2, widget=LongSelect)

    def __init__(
        self, *args: object, choices: list[Choice] | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["country"].widget.choices = choices or []


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Promo code"),
        max_length=40,
        error_messages={
            "required": _("Please type a code, or leave this out."),
            "max_length": _("No code is that long. Please check how it is spelt."),
        },
    )
