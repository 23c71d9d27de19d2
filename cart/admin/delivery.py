from typing import Any

from babel import Locale
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cart.models import DeliveryMethod, DeliveryRate
from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language, language_fieldsets
from shop.core import money
from shop.core.fields import AmountField


class CountriesField(forms.CharField):
    """Codes with commas between; spaces and small letters are how people type them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace(" ", "").upper()


class DeliveryMethodForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DeliveryMethod
        fields = ("countries", "fewest_days", "most_days", "position", "is_active")
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


class RateInline(admin.TabularInline[DeliveryRate, DeliveryMethod]):
    model = DeliveryRate
    fields = ("most_weight", "least_total", "price")
    extra = 1
    formfield_overrides = {AmountField: {"widget": AdminTextInputWidget}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeliveryRate]:
        return super().get_queryset(request).select_related("method")


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(SafeSaveMixin, TranslationAdmin[DeliveryMethod]):
    form = DeliveryMethodForm
    list_display = ("name", "countries_or_all", "days", "price_from", "position", "is_active")
    list_filter = ("is_active",)
    show_full_result_count = False
    search_fields = (*in_each_language("name"), "countries")
    inlines = (RateInline,)

    def get_fieldsets(self, request: HttpRequest, obj: DeliveryMethod | None = None) -> Any:
        days = ["fewest_days", "most_days"]
        return [
            *language_fieldsets("name", "description"),
            (None, {"fields": ["countries", *days, "position", "is_active"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(least_price=Min("rates__price"))

    def save_model(self, request: HttpRequest, obj: DeliveryMethod, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.display(description=_("countries"), ordering="countries")
    def countries_or_all(self, method: DeliveryMethod) -> str:
        return method.countries.replace(",", ", ") or str(_("everywhere"))

    @admin.display(description=_("days"), ordering="fewest_days")
    def days(self, method: DeliveryMethod) -> str:
        return f"{method.fewest_days}–{method.most_days}"

    @admin.display(description=_("price from"), ordering="least_price")
    def price_from(self, method: Any) -> str:
        """A method without a rate is never offered, which staff should see here."""
        if method.least_price is None:
            return str(_("no rate: not offered"))
        return money.formatted(method.least_price)
