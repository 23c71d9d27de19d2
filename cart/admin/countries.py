"""Countries as staff type them."""

from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class CountriesField(forms.CharField):
    """Codes with commas between; spaces and small letters are how people type them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace(" ", "").upper()

    def validate(self, value: Any) -> None:
        """Refuse what is no country, such as UK: nothing would ever count there."""
        super().validate(value)
        known = Locale("en").territories
        codes = str(value).split(",")
        strange = [code for code in codes if len(code) == 2 and code not in known]  # noqa: PLR2004
        if strange:
            words = _("There is no country with the code %(codes)s.")
            raise ValidationError(words, "unknown", {"codes": ", ".join(strange)})
