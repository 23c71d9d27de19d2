from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.models import Order, PaymentState, Refund, RefundState
from checkout.payments.reconciling import unclear
from checkout.payments.refunding import refused, unanswered
from shop.core import clock
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
    """Payments that the shop will not settle by itself, or not all by itself (M14)."""

    title = _("needs a look")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unclear", _("unclear how they stand")),
            ("late", _("paid too late")),
            ("by_hand", _("to be given back by hand")),
            ("refused", _("refund refused by the bank")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        match self.value():
            case "unclear":
                return queryset.filter(pk__in=unclear(at=clock.now()).values("pk"))
            case "late":
                return queryset.filter(state=PaymentState.LATE)
            case "by_hand":
                by_hand = Refund.objects.filter(state=RefundState.BY_HAND)
                return queryset.filter(pk__in=by_hand.values("payment"))
            case "refused":
                return queryset.filter(pk__in=refused().values("payment"))
        return queryset


class RefundsToLookAt(admin.SimpleListFilter):
    title = _("needs a look")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("by_hand", _("to be sent by staff")),
            ("refused", _("refused, and not asked again")),
            ("unanswered", _("not answered by the bank for a day")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        match self.value():
            case "by_hand":
                return queryset.filter(state=RefundState.BY_HAND)
            case "refused":
                return queryset.filter(pk__in=refused().values("pk"))
            case "unanswered":
                return queryset.filter(pk__in=unanswered(at=clock.now()).values("pk"))
        return queryset
