from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Min, Prefetch, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cart.models import DeliveryMethod, DeliveryRate, DeliveryZone
from catalog.admin.choices import labelled, with_choices, without_links
from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language, language_fieldsets
from shop.core import money
from shop.core.fields import AmountField


class RateForm(forms.ModelForm):  # type: ignore[type-arg]
    def _get_validation_exclusions(self) -> set[str]:
        """Leave it to ``RateFormSet`` whether two are alike: it knows which ones are to go."""
        return super()._get_validation_exclusions() | {"method"}  # type: ignore[misc,no-any-return]


class RateFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Name the rate that is there twice: same zone, weight and total."""
        super().clean()
        seen = set()
        for form in self.forms:
            typed = getattr(form, "cleaned_data", None)
            if not typed or form.errors or form in self.deleted_forms:
                continue
            band = tuple(typed.get(name) for name in ("zone", "most_weight", "least_total"))
            if band in seen:
                form.add_error(
                    None,
                    ValidationError(_("There is a rate for this zone, weight and total."), "twice"),
                )
            seen.add(band)


class RateInline(admin.TabularInline[DeliveryRate, DeliveryMethod]):
    model = DeliveryRate
    form = RateForm
    formset = RateFormSet
    fields = ("zone", "most_weight", "least_total", "price")
    extra = 1
    formfield_overrides = {AmountField: {"widget": AdminTextInputWidget(attrs={"size": 8})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeliveryRate]:
        return super().get_queryset(request).select_related("method", "zone")

    def get_formset(
        self, request: HttpRequest, obj: DeliveryMethod | None = None, **kwargs: Any
    ) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("zone")
        if isinstance(field, forms.ModelChoiceField):
            without_links(field)
            zones = labelled(DeliveryZone.objects.all())  # read once, not once a rate
            with_choices(field, [("", str(_("everywhere else"))), *zones])
        return formset


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(SafeSaveMixin, TranslationAdmin[DeliveryMethod]):
    list_display = ("name", "zones", "days", "cut_off", "price_from", "position", "is_active")
    list_filter = ("is_active", "rates__zone")
    show_full_result_count = False
    search_fields = in_each_language("name")
    inlines = (RateInline,)

    def get_fieldsets(self, request: HttpRequest, obj: DeliveryMethod | None = None) -> Any:
        days = ["fewest_days", "most_days", "cut_off"]
        return [
            *language_fieldsets("name", "description"),
            (None, {"fields": [*days, "position", "is_active"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        rates = Prefetch("rates", DeliveryRate.objects.select_related("zone"))
        methods = super().get_queryset(request).annotate(least_price=Min("rates__price"))
        return methods.prefetch_related(rates)

    def save_model(self, request: HttpRequest, obj: DeliveryMethod, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.display(description=_("delivery zones"))
    def zones(self, method: DeliveryMethod) -> str:
        found = [rate.zone for rate in method.rates.all()]
        names = dict.fromkeys(zone.name for zone in found if zone)
        if None in found:
            names[str(_("everywhere else") if names else _("everywhere"))] = None
        return ", ".join(names) or "–"

    @admin.display(description=_("days"), ordering="fewest_days")
    def days(self, method: DeliveryMethod) -> str:
        return f"{method.fewest_days}–{method.most_days}"

    @admin.display(description=_("price from"), ordering="least_price")
    def price_from(self, method: Any) -> str:
        """A method without a rate is never offered, which staff should see here."""
        if method.least_price is None:
            return str(_("no rate: not offered"))
        return money.formatted(method.least_price)
