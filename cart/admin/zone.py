from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cart.admin.countries import CountriesField
from cart.models import DeliveryZone
from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language, language_fieldsets


class DeliveryZoneForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DeliveryZone
        fields = ("countries", "extra_days", "position")
        field_classes = {"countries": CountriesField}


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
