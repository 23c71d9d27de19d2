from typing import Any

from babel import Locale
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cart.models import DeliveryZone
from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language, language_fieldsets


class CountriesField(forms.CharField):
    """Codes with commas between; spaces and small letters are how people type them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace(" ", "").upper()


class DeliveryZoneForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DeliveryZone
        fields = ("countries", "extra_days", "position")
        field_classes = {"countries": CountriesField}

    def clean_countries(self) -> str:
        """Refuse what is no country, such as UK: nothing would ever be delivered there."""
        codes = str(self.cleaned_data["countries"])
        known = Locale("en").territories
        strange = [code for code in codes.split(",") if len(code) == 2 and code not in known]  # noqa: PLR2004
        if strange:
            words = _("There is no country with the code %(codes)s.")
            raise ValidationError(words, "unknown", {"codes": ", ".join(strange)})
        return codes


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(SafeSaveMixin, TranslationAdmin[DeliveryZone]):
    form = DeliveryZoneForm
    list_display = ("name", "countries_apart", "extra_days", "position")
    show_full_result_count = False
    search_fields = (*in_each_language("name"), "countries")

    def get_fieldsets(self, request: HttpRequest, obj: DeliveryZone | None = None) -> Any:
        return [
            *language_fieldsets("name"),
            (None, {"fields": ["countries", "extra_days", "position"]}),
        ]

    def save_model(self, request: HttpRequest, obj: DeliveryZone, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.display(description=_("countries"), ordering="countries")
    def countries_apart(self, zone: DeliveryZone) -> str:
        return zone.countries.replace(",", ", ")
