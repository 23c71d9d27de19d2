from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language
from catalog.admin.prices import PriceAndStockResource, SpreadsheetCSV
from catalog.models import Variant
from shop.core import money
from shop.core.fields import AmountField


@admin.register(Variant)
class VariantAdmin(ImportExportMixin, SafeSaveMixin, admin.ModelAdmin[Variant]):
    """Prices of everything in one list, and as a table to edit in a spreadsheet.

    Variants are made, named and removed on their product's page.
    """

    resource_classes = (PriceAndStockResource,)
    formats = (SpreadsheetCSV,)
    import_error_display = ("message",)
    skip_export_form = True
    skip_export_form_from_action = True
    list_display = ("sku", "product", "options", "formatted_price", "on_hand", "is_active")
    list_select_related = ("product", "stock")
    list_filter = ("is_active",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = (
        "sku",
        "product__slug",
        *(f"product__{name}" for name in in_each_language("name")),
    )
    ordering = ("product", "position", "pk")
    fields = (
        "product",
        "sku",
        "options",
        "price",
        "weight",
        ("least_quantity", "quantity_step", "most_quantity"),
        "is_active",
    )
    readonly_fields = ("product", "sku", "options")
    formfield_overrides = {AmountField: {"widget": AdminTextInputWidget(attrs={"size": 8})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.prefetch_related("option_values")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import changes what the two forms change."""
        return request.user.has_perms(["catalog.change_variant", "catalog.change_stock"])

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: Variant, form: Any, change: Any) -> None:
        """Write only what was changed on the form (M24)."""
        obj.save(update_fields=form.changed_data)

    @admin.display(description=_("option values"))
    def options(self, variant: Variant) -> str:
        return ", ".join(str(value) for value in variant.option_values.all()) or "–"

    @admin.display(description=_("price"), ordering="price")
    def formatted_price(self, variant: Variant) -> str:
        return money.formatted(variant.price)

    @admin.display(description=_("on hand"), ordering="stock__on_hand")
    def on_hand(self, variant: Variant) -> str:
        stock = getattr(variant, "stock", None)
        if stock is None:
            return "0"
        return str(stock.on_hand) if stock.is_tracked else "∞"
