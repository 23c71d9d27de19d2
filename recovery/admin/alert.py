"""Failed payments that somebody of customer care should see to (R8)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from checkout.models import Order
from recovery.admin.seen import Seen, SeenToAdmin
from recovery.models import Alert
from shop.core import money

FIELDS = (
    "payment",
    "order",
    "amount_in_words",
    "error",
    "contact",
    "created_at",
    "told_at",
    "seen_at",
    "seen_by",
)


@admin.register(Alert)
class AlertAdmin(SeenToAdmin):
    list_display = (
        "created_at",
        "order",
        "amount_in_words",
        "error",
        "contact",
        "told_at",
        "seen_at",
        "seen_by",
    )
    list_filter = (Seen, "payment__error")
    list_select_related = ("payment__order", "seen_by")
    search_fields = ("^payment__order__reference",)
    search_help_text = _("The order's number.")
    see_to_permission = "recovery.see_to_alert"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("payment__order", "seen_by")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.shown(request, FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("order", "amount_in_words", "error", "contact", "full_contact", "created_at")

    def told(self, seen: int) -> str:
        words = ngettext("%d failed payment is seen to.", "%d failed payments are seen to.", seen)
        return words % seen

    @admin.display(description=_("order"), ordering="payment__order__reference")
    def order(self, alert: Alert) -> str:
        return alert.payment.order.reference

    @admin.display(description=_("amount"), ordering="payment__amount")
    def amount_in_words(self, alert: Alert) -> str:
        return money.formatted(alert.payment.amount)

    @admin.display(description=_("error"), ordering="payment__error")
    def error(self, alert: Alert) -> str:
        return alert.payment.get_error_display()

    def order_of(self, row: Alert) -> Order:
        return row.payment.order
