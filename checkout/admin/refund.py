"""Money that goes back, as staff see it: what the bank does, and what is theirs to do."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.admin.filters import RefundsToLookAt
from checkout.admin.refund_form import may_refund
from checkout.admin.words import gateway_name
from checkout.models import Refund, RefundState
from checkout.payments.refunding import refund_done_by_hand
from shop.core.admin import ReadOnlyAdmin, amount


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = (
        "order",
        "formatted_amount",
        "gateway_in_words",
        "state",
        "reason",
        "error",
        "created_at",
        "settled_at",
    )
    list_filter = (RefundsToLookAt, "state", "reason")
    search_fields = ("^payment__order__reference", "=ref", "=bank_ref")
    search_help_text = _("The order's number, our name for it at the bank, or the bank's own.")
    fields = (
        "payment",
        ("formatted_amount", "gateway_in_words"),
        ("state", "error"),
        ("reason", "by"),
        ("name_at_bank", "bank_ref"),
        ("created_at", "settled_at"),
    )

    formatted_amount = amount("amount", _("amount"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("payment__order", "by")

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.done_view)
        return [path("<int:pk>/done/", view, name="checkout_refund_done"), *super().get_urls()]

    def done_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down that staff have sent the money, once who asks has confirmed it."""
        if not may_refund(request):
            raise PermissionDenied
        refund = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST" and refund.state == RefundState.BY_HAND:
            context = {
                **self.admin_site.each_context(request),
                "refund": refund,
                "opts": self.opts,
            }
            return render(request, "admin/checkout/refund/done.html", context)
        if refund_done_by_hand(refund=refund):
            self.log_change(request, refund, gettext("Marked as sent by hand."))
            messages.success(request, gettext("Marked as sent. The shopper is told."))
        else:
            messages.error(request, gettext("This refund is not yours to send any more."))
        return redirect("admin:checkout_refund_change", pk)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        refund = context["original"]
        may = may_refund(request)
        context["may_mark"] = may and refund.state == RefundState.BY_HAND
        is_refused = refund.state == RefundState.FAILED
        context["may_repeat"] = may and is_refused and refund.payment.left
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("order"), ordering="payment__order__reference")
    def order(self, refund: Refund) -> str:
        return refund.payment.order.reference

    @admin.display(description=_("way to pay"), ordering="payment__gateway")
    def gateway_in_words(self, refund: Refund) -> str:
        return gateway_name(refund.payment.gateway)

    @admin.display(description=_("our name for it at the bank"))
    def name_at_bank(self, refund: Refund) -> str:
        return str(refund.ref)
