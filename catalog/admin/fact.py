"""What people looked for and at, with nobody behind it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.languages import in_each_language
from catalog.models import ProductViews, Search
from shop.core.admin import ReadOnlyAdmin


class Found(admin.SimpleListFilter):
    title = _("hits")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("nothing", _("nothing found")), ("something", _("something found"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        match self.value():
            case "nothing":
                return queryset.filter(hits=0)
            case "something":
                return queryset.filter(hits__gt=0)
        return queryset


class Opened(admin.SimpleListFilter):
    title = _("opened")
    parameter_name = "opened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("nothing", _("nothing opened")), ("something", _("something opened"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        match self.value():
            case "nothing":
                return queryset.filter(hits__gt=0, clicked_position=None)
            case "something":
                return queryset.filter(clicked_position__isnull=False)
        return queryset


class InLanguage(admin.SimpleListFilter):
    """The languages of the settings: a look at every row would cost more than it tells."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        chosen = self.value()
        return queryset.filter(language=chosen) if chosen else queryset


@admin.register(Search)
class SearchAdmin(ReadOnlyAdmin):
    list_display = (
        "text",
        "words",
        "language",
        "filters",
        "hits",
        "clicked_position",
        "clicked",
        "searched_at",
    )
    list_filter = (Found, Opened, InLanguage)
    list_select_related = ("clicked",)
    search_fields = ("words", "text")
    ordering = ("-pk",)


@admin.register(ProductViews)
class ProductViewsAdmin(ReadOnlyAdmin):
    list_display = ("product", "day", "views")
    list_select_related = ("product",)
    search_fields = ("product__slug", *(f"product__{name}" for name in in_each_language("name")))
    ordering = ("-day", "-views", "pk")
