from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.conflicts import SafeSaveMixin
from catalog.admin.languages import in_each_language
from catalog.admin.stock_fields import OnHandField, check_count, shown_on_hand, write_count
from catalog.models import Stock

LOW = 3  # units; from here on staff should think of buying


class StockForm(forms.ModelForm):  # type: ignore[type-arg]
    on_hand = OnHandField()

    class Meta:
        model = Stock
        fields = ("on_hand", "is_tracked")

    def clean(self) -> dict[str, Any]:
        """Compare with the row as it is now, which is not the row that the page showed."""
        cleaned = super().clean() or self.cleaned_data
        on_hand = cleaned.get("on_hand")
        if on_hand is not None and self.has_changed():
            try:
                check_count(self.instance, **self.count())
            except forms.ValidationError as refusal:
                self.add_error("on_hand", refusal)
        return cleaned

    def count(self) -> dict[str, Any]:
        """Return what is to be written; an untouched number is taken from the row, not the page."""
        shown = shown_on_hand(self)
        on_hand = self.cleaned_data["on_hand"]
        is_tracked = self.cleaned_data.get("is_tracked", self.instance.is_tracked)
        if shown == on_hand:
            on_hand, shown = self.initial["on_hand"], self.initial["on_hand"]
        return {"on_hand": on_hand, "is_tracked": is_tracked, "shown": shown}


class StockLevel(admin.SimpleListFilter):
    title = _("stock")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in", _("in stock")), ("low", _("low")), ("out", _("sold out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        left = queryset.annotate(left=F("on_hand") - F("reserved"))
        match self.value():
            case "in":
                return left.filter(left__gt=LOW) | left.filter(is_tracked=False)
            case "low":
                return left.filter(is_tracked=True, left__gt=0, left__lte=LOW)
            case "out":
                return left.filter(is_tracked=True, left__lte=0)
        return queryset


@admin.register(Stock)
class StockAdmin(SafeSaveMixin, admin.ModelAdmin[Stock]):
    """What is on the shelves, to be counted row by row. Rows come and go with their variants."""

    form = StockForm
    list_display = ("variant", "product", "on_hand", "reserved", "available", "is_tracked")
    list_editable = ("on_hand",)
    list_filter = (StockLevel, "is_tracked")
    list_select_related = ("variant__product",)
    search_fields = (
        "variant__sku",
        "variant__product__slug",
        *(f"variant__product__{name}" for name in in_each_language("name")),
    )
    list_per_page = 50
    ordering = ("variant__product", "variant__position", "pk")
    fields = ("variant", "on_hand", "reserved", "available", "is_tracked")
    readonly_fields = ("variant", "reserved", "available")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Stock | None = None) -> bool:
        return False

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=StockForm, **kwargs)

    def save_model(self, request: HttpRequest, obj: Stock, form: Any, change: Any) -> None:
        """Never ``save()``: that would write back the ``reserved`` of a moment ago (M24)."""
        write_count(variant_id=obj.pk, **form.count())

    @admin.display(description=_("product"), ordering="variant__product")
    def product(self, stock: Stock) -> str:
        return str(stock.variant.product)

    @admin.display(description=_("can be sold"))
    def available(self, stock: Stock) -> str:
        return str(stock.available) if stock.is_tracked else "∞"
