from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.models import Order, PaymentState
from shop.core.countries import country_name


class InCountry(admin.SimpleListFilter):
    """The countries that something was to be sent to, by name."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = Order.objects.exclude(country="").order_by().values_list("country", flat=True)
        named = [(code, country_name(code)) for code in codes.distinct()]
        return sorted(named, key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        chosen = self.value()
        return queryset.filter(country=chosen) if chosen else queryset


class InLanguage(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        chosen = self.value()
        return queryset.filter(language=chosen) if chosen else queryset


class NeedsALook(admin.SimpleListFilter):
    """What the shop will not settle by itself: money that nobody waited for any more (M14)."""

    title = _("needs a look")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("paid too late: to be refunded"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        is_late = self.value() == "late"
        return queryset.filter(state=PaymentState.LATE) if is_late else queryset
