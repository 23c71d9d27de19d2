from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cart.models import Promotion
from catalog.admin.conflicts import SafeSaveMixin
from shop.core import clock


@admin.register(Promotion)
class PromotionAdmin(SafeSaveMixin, admin.ModelAdmin[Promotion]):
    list_display = ("code", "percent", "holds_now", "starts_at", "ends_at", "is_active", "in_carts")
    list_filter = ("is_active",)
    show_full_result_count = False
    search_fields = ("code",)
    fields = ("code", "percent", "is_active", "starts_at", "ends_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(carts_counted=Count("carts"))

    def save_model(self, request: HttpRequest, obj: Promotion, form: Any, change: Any) -> None:
        """Write only what was changed on the form, so that a stale page undoes nothing else."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.display(description=_("valid now"), boolean=True)
    def holds_now(self, promotion: Promotion) -> bool:
        return promotion.holds(clock.now())

    @admin.display(description=_("carts"), ordering="carts_counted")
    def in_carts(self, promotion: Any) -> int:
        return int(promotion.carts_counted)
