"""Attempts to pay, as staff see them: what is unclear first, and what can be done about it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from checkout.admin import giving_up, refund_form
from checkout.admin.doubts import explained
from checkout.admin.filters import NeedsALook
from checkout.admin.payment_inlines import PaymentEventInline, RefundInline
from checkout.admin.reconciliation import reconciliation_view
from checkout.admin.words import gateway_name
from checkout.gateways.interface import Unreachable
from checkout.models import Payment
from checkout.payments.asking import ask_about
from checkout.payments.reconciling import unclear
from checkout.payments.settling import WrongAmount
from shop.core import clock, money
from shop.core.admin import ReadOnlyAdmin, amount, written

MOST_UNCLEAR = 10  # on top of the list; the filter has them all


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Nothing here says who paid: that is on the order's page."""

    list_display = (
        "order",
        "gateway_in_words",
        "formatted_amount",
        "given_back",
        "state",
        "error",
        "unclear_in_short",
        "created_at",
        "settled_at",
    )
    list_select_related = ("order",)
    list_filter = (NeedsALook, "state", "error")
    search_fields = ("^order__reference", "=ref", "=bank_ref")
    search_help_text = _("The order's number, our name for it at the bank, or the bank's own.")
    inlines = (PaymentEventInline, RefundInline)
    fields = (
        "order",
        ("state", "error"),
        "unclear_in_words",
        ("gateway_in_words", "instalments"),
        ("formatted_amount", "given_back", "left_in_words"),
        ("name_at_bank", "bank_ref"),
        ("created_at", "settled_at", "asked_in_words"),
    )

    formatted_amount = amount("amount", _("amount"))
    given_back = amount("refunded", _("given back"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order")

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/ask/", view(ask_view), name="checkout_payment_ask"),
            path("<int:pk>/refund/", view(refund_form.view), name="checkout_payment_refund"),
            path("<int:pk>/give-up/", view(giving_up.view), name="checkout_payment_give_up"),
            path(
                "reconciliation/", view(reconciliation_view), name="checkout_payment_reconciliation"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what is unclear above the list: to sort all of it would read all of it."""
        shown = {} if request.GET else {"unclear": self._unclear()}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def _unclear(self) -> list[tuple[Payment, Any]]:
        rows = unclear(at=clock.now()).select_related("order").order_by("-pk")
        return [(payment, explained(payment)) for payment in rows[:MOST_UNCLEAR]]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        may = refund_form.may_refund(request)
        context["may_refund"] = may and context["original"].left
        context["may_give_up"] = may and context["original"].doubt
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("way to pay"), ordering="gateway")
    def gateway_in_words(self, payment: Payment) -> str:
        return gateway_name(payment.gateway)

    @admin.display(description=_("our name for it at the bank"))
    def name_at_bank(self, payment: Payment) -> str:
        return str(payment.ref)

    @admin.display(description=pgettext_lazy("money", "left"))
    def left_in_words(self, payment: Payment) -> str:
        return money.formatted(payment.left)

    @admin.display(description=_("unclear"), ordering="doubt", empty_value="")
    def unclear_in_short(self, payment: Payment) -> str | None:
        found = explained(payment)
        return str(found.what) if found else None

    @admin.display(description=_("unclear"))
    def unclear_in_words(self, payment: Payment) -> SafeString | str:
        found = explained(payment)
        return format_html("<b>{}</b><br>{}", found.what, found.cure) if found else "–"

    @admin.display(description=_("asked next"))
    def asked_in_words(self, payment: Payment) -> str:
        if payment.ask_at is None:
            return "–"
        words = gettext("%(at)s, by the shop itself; asked %(times)d times so far")
        return words % {"at": written(payment.ask_at), "times": payment.asked}


def ask_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the bank how the payment stands, and say what came of it."""
    if not request.user.has_perm("checkout.view_payment"):
        raise PermissionDenied
    payment = get_object_or_404(Payment.objects.select_related("order"), pk=pk)
    if request.method == "POST":
        level, words = _asked(payment)
        messages.add_message(request, level, words)
    return redirect("admin:checkout_payment_change", pk)


def _asked(payment: Payment) -> tuple[int, str]:
    try:
        payment = ask_about(payment)
    except Unreachable:
        words = gettext("The bank does not answer. The shop goes on asking by itself.")
        return messages.WARNING, words
    except WrongAmount:
        words = gettext("The bank has answered, and what it says does not fit the order.")
        return messages.ERROR, words
    except KeyError:
        return messages.ERROR, gettext("This way to pay is in use no longer: nobody can be asked.")
    words = gettext("The bank has answered. The payment stands so: %(state)s.")
    return messages.SUCCESS, words % {"state": payment.get_state_display()}
