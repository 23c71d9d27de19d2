from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.admin.words import actor
from checkout.models import PaymentEvent, Refund
from shop.core.admin import ReadOnlyInline, amount


class PaymentEventInline(ReadOnlyInline):
    model = PaymentEvent
    fields = ("at", "from_state", "to_state", "by_in_words", "event_id")
    readonly_fields = fields

    @admin.display(description=_("by"))
    def by_in_words(self, event: PaymentEvent) -> str:
        return actor(event.by)


class RefundInline(ReadOnlyInline):
    model = Refund
    fields = ("created_at", "formatted_amount", "state", "reason", "by", "error", "settled_at")
    readonly_fields = fields
    ordering = ("pk",)
    show_change_link = True

    formatted_amount = amount("amount", _("amount"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by", "payment__order")
