"""The VAT number of a business that buys in another member state."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cart.taxes.numbers import NotANumber, country_of, normalised
from cart.taxes.territories import UNION, taxed_as
from shop.core.countries import country_name


class BusinessForm(forms.Form):
    """``country`` is the one that the bill goes to: the number has to be of that country.

    Consumers leave it empty. What is typed is kept as VIES writes it.
    """

    vat_number = forms.CharField(
        label=gettext_lazy("VAT number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "With it we send goods to your company in another country of the European Union without "
            "VAT. We check such numbers before we send anything."
        ),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def clean_vat_number(self) -> str:
        text: str = self.cleaned_data["vat_number"]
        if not text:
            return ""
        try:
            number = normalised(text, country=taxed_as(self.country))
        except NotANumber:
            raise ValidationError(
                _(
                    "No VAT number of the European Union looks like this. Please compare it with a "
                    "bill of your company, or leave the field empty: then VAT is charged."
                ),
                "invalid",
            ) from None
        if country_of(number) != taxed_as(self.country):
            raise ValidationError(
                _(
                    "This number is of %(theirs)s, and the bill goes to %(country)s. Please correct "
                    "one of them: a bill without VAT goes to the country of the number."
                ),
                "other_country",
                {
                    "theirs": country_name(country_of(number)),
                    "country": country_name(self.country),
                },
            )
        return number


def asks_vat_number() -> bool:
    """Tell whether a number can make a difference: only to a shop in the Union."""
    return taxed_as(settings.COUNTRY) in UNION
