from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cart.models import Standing
from cart.promotions.standing import standing_at
from shop.core import clock


class InStanding(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(Standing.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in Standing.values:
            return queryset
        rows: QuerySet[Any] = queryset.alias(stands=standing_at(clock.now()))
        return rows.filter(stands=self.value())


class ByCode(admin.SimpleListFilter):
    title = _("code")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("code", _("with a code")), ("itself", _("without: by itself"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "code":
                return queryset.exclude(code="")
            case "itself":
                return queryset.filter(code="")
        return queryset
