"""What the list of products shows and is filtered by, in one query and a few subqueries."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.stock import LOW
from catalog.models import Category, Stock, Variant
from catalog.sensitive import is_sensitive

IN_STOCK = Q(is_uncounted=True) | Q(units__gt=LOW)
IS_LOW = Q(is_uncounted=False, units__gt=0, units__lte=LOW)
SOLD_OUT = Q(is_uncounted=False, units__lte=0)


def with_offer(products: QuerySet[Any]) -> Any:
    """Add ``variants_counted``, ``price_from``, ``units`` left and ``is_uncounted``."""
    variants = Variant.objects.filter(product=OuterRef("pk")).order_by()
    stock = Stock.objects.filter(variant__product=OuterRef("pk"), variant__is_active=True)
    counted = variants.values("product").annotate(total=Count("pk")).values("total")
    left = (
        stock.order_by()
        .values("variant__product")
        .annotate(total=Sum(F("on_hand") - F("reserved")))
        .values("total")
    )
    return products.annotate(
        variants_counted=Coalesce(Subquery(counted), 0),
        price_from=Subquery(variants.filter(is_active=True).order_by("price").values("price")[:1]),
        units=Coalesce(Subquery(left), 0),
        is_uncounted=Exists(stock.filter(is_tracked=False)),
    )


class StockState(admin.SimpleListFilter):
    title = _("stock")
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in", _("in stock")), ("low", _("low")), ("out", _("sold out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "in":
                return queryset.filter(IN_STOCK)
            case "low":
                return queryset.filter(IS_LOW)
            case "out":
                return queryset.filter(SOLD_OUT)
        return queryset


class IsSensitive(admin.SimpleListFilter):
    """By their own mark or by a category's: what shoppers meet is the same (R13)."""

    title = _("sensitive")
    parameter_name = "sensitive"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Yes")), ("0", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "1":
                return queryset.filter(is_sensitive())
            case "0":
                return queryset.filter(~is_sensitive())
        return queryset


class InCategory(admin.SimpleListFilter):
    """A category and what stands below it, as a shopper sees it."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (str(category.pk), f"{'– ' * (category.depth - 1)}{category}")
            for category in Category.objects.order_by("path")
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if not chosen:
            return queryset
        if not chosen.isdecimal():
            return queryset.none()
        paths = Category.objects.filter(pk=chosen).values_list("path", flat=True)
        return queryset.filter(category__path__startswith=paths.first() or "none")
