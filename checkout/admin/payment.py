from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.admin.filters import NeedsALook
from checkout.admin.words import gateway_name
from checkout.models import Payment, PaymentEvent
from shop.core.admin import ReadOnlyAdmin, ReadOnlyInline, amount


class PaymentEventInline(ReadOnlyInline):
    model = PaymentEvent
    fields = ("at", "from_state", "to_state", "event_id")
    readonly_fields = fields


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Attempts to pay. Nothing here says who paid: that is on the order's page."""

    list_display = (
        "order",
        "gateway_in_words",
        "formatted_amount",
        "state",
        "error",
        "created_at",
        "settled_at",
    )
    list_select_related = ("order",)
    list_filter = (NeedsALook, "state", "error")
    search_fields = ("^order__reference", "=ref")
    search_help_text = _("The order's number, or its reference at the bank.")
    inlines = (PaymentEventInline,)
    fields = (
        "order",
        "name_at_bank",
        "gateway_in_words",
        "formatted_amount",
        "state",
        "error",
        "created_at",
        "settled_at",
    )

    formatted_amount = amount("amount", _("amount"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order")

    @admin.display(description=_("way to pay"), ordering="gateway")
    def gateway_in_words(self, payment: Payment) -> str:
        return gateway_name(payment.gateway)

    @admin.display(description=_("reference at the bank"))
    def name_at_bank(self, payment: Payment) -> str:
        return str(payment.ref)
