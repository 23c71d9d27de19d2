from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cart.models import Promotion, PromotionTarget
from catalog.admin.conflicts import SafeSaveMixin
from shop.core.fields import AmountField


class TargetInline(admin.TabularInline[PromotionTarget, Promotion]):
    model = PromotionTarget
    fields = ("side", "product", "category", "brand")
    autocomplete_fields = ("product", "category", "brand")
    extra = 0


@admin.register(Promotion)
class PromotionAdmin(SafeSaveMixin, TranslationAdmin[Promotion]):
    list_display = (
        "__str__",
        "code",
        "kind",
        "starts_at",
        "ends_at",
        "is_active",
        "uses",
        "in_carts",
    )
    list_filter = ("is_active", "kind")
    show_full_result_count = False
    search_fields = ("code", "name")
    inlines = (TargetInline,)
    formfield_overrides = {AmountField: {"widget": AdminTextInputWidget}}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(carts_counted=Count("carts"))

    def save_model(self, request: HttpRequest, obj: Promotion, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.display(description=_("carts"), ordering="carts_counted")
    def in_carts(self, promotion: Any) -> int:
        return int(promotion.carts_counted)
