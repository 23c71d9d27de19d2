"""Orders, as staff see them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.addresses.writing import written
from checkout.admin.filters import InCountry, InLanguage
from checkout.admin.order_inlines import OrderLineInline, OrderPaymentInline
from checkout.admin.order_money import if_cancelled, money_of, once_cancelled
from checkout.admin.refund_form import may_refund
from checkout.admin.timeline import timeline
from checkout.admin.words import tax_parts
from checkout.invoices.reading import credit_notes_of, invoice_of
from checkout.models import Order, OrderState
from checkout.payments.cancelling import cancel_order
from shop.core import money
from shop.core.admin import PersonalDataAdmin, amount
from shop.core.countries import country_name
from shop.core.masking import mask_email

VIEW_PERSONAL_DATA = "checkout.view_personal_data"
VIEW_MESSAGES = "messaging.view_message"
VIEW_INVOICE = "checkout.view_invoice"
VIEW_CREDIT_NOTE = "checkout.view_creditnote"
CANCEL = "checkout.cancel_order"
_PERSONAL = ("email", "user", "addresses", "tokens", "vat_number")


@admin.register(Order)
class OrderAdmin(PersonalDataAdmin):
    """Names and addresses are for whoever has ``checkout.view_personal_data`` (P6)."""

    view_personal = VIEW_PERSONAL_DATA
    list_display = (
        "reference",
        "state",
        "reached",
        "masked_email",
        "country_in_words",
        "total_if_frozen",
        "error_count",
        "created_at",
        "last_activity_at",
    )
    list_filter = ("state", "reached", InCountry, InLanguage, "wants_reminders")
    search_fields = ("^reference", "^lines__sku")
    search_help_text = _(
        "The order's number, or a SKU in it. Whoever may see e-mail addresses finds it by the "
        "whole address too."
    )
    inlines = (OrderLineInline, OrderPaymentInline)

    items = amount("subtotal", _("items"))
    off = amount("discount", _("discount"))
    postage = amount("delivery", _("delivery cost"))
    off_postage = amount("delivery_discount", _("off delivery"))
    untaxed = amount("relief", _("VAT not charged"))

    def get_queryset(self, request: HttpRequest) -> Any:
        related = ("cart", "user", "person", "delivery_method", "invoice")
        rows = super().get_queryset(request).select_related(*related)
        return rows.defer("invoice__seller", "invoice__buyer")

    def get_search_fields(self, request: HttpRequest) -> Any:
        fields = super().get_search_fields(request)
        return (*fields, "=email") if self.sees_personal_data(request) else fields

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = "email" if self.sees_personal_data(request) else "masked_email"
        return [shown if name == "masked_email" else name for name in self.list_display]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        sees = self.sees_personal_data(request)
        who = (
            ("email", "user", "vat_number", "addresses_written")
            if sees
            else ("masked_email", "hidden")
        )
        amounts = (
            ("items", "off", "code"),
            ("postage", "off_postage"),
            "promotions_in_words",
            ("exemption", "untaxed"),
            ("total_if_frozen", "taxes_in_words"),
        )
        about = ("messages_about",) if request.user.has_perm(VIEW_MESSAGES) else ()
        return (
            (None, {"fields": (("reference", "state", "reached"), ("cart", *about))}),
            (
                _("Who"),
                {
                    "fields": (
                        *who,
                        ("person", "language", "time_zone", "wants_reminders", "wants_sms"),
                    )
                },
            ),
            (_("Delivery"), {"fields": (("country_in_words", "method"), ("earliest", "latest"))}),
            (_("Amounts"), {"fields": amounts if _is_frozen(obj) else ("total_if_frozen",)}),
            (_("Dates"), {"fields": (("created_at", "last_activity_at", "placed_at"),)}),
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to guess an address letter by letter through the list's own parameters."""
        if lookup.partition("__")[0] in _PERSONAL:
            return self.sees_personal_data(request) and super().lookup_allowed(
                lookup, value, request
            )
        return super().lookup_allowed(lookup, value, request)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        order = context["original"]
        context["timeline"] = timeline(order)
        context["money"] = money_of(order)
        context["may_refund"] = may_refund(request)
        may_cancel = request.user.has_perm(CANCEL)
        context["invoice"] = request.user.has_perm(VIEW_INVOICE) and invoice_of(order)
        may_see_notes = request.user.has_perm(VIEW_CREDIT_NOTE) and invoice_of(order)
        context["credit_notes"] = credit_notes_of(order) if may_see_notes else []
        context["may_cancel"] = may_cancel and order.state == OrderState.PAID
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.cancel_view)
        own = path("<int:pk>/cancel/", view, name="checkout_order_cancel")
        return [own, *super().get_urls()]

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the order, once who asks has confirmed it."""
        order = get_object_or_404(Order, pk=pk)
        if not request.user.has_perm(CANCEL):
            raise PermissionDenied
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "order": order,
                "money": if_cancelled(order),
                "opts": self.opts,
            }
            return render(request, "admin/checkout/order/cancel.html", context)
        if cancel_order(order=order, by="staff", user=request.user):
            messages.success(request, once_cancelled(order))
        else:
            messages.error(request, _("This order cannot be cancelled any more."))
        return redirect("admin:checkout_order_change", pk)

    @admin.display(description=_("e-mail address"))
    def masked_email(self, order: Order) -> str:
        return mask_email(order.email)

    @admin.display(description=_("names and addresses"))
    def hidden(self, order: Order) -> str:
        return gettext("hidden: your account may not see them")

    @admin.display(description=_("addresses"))
    def addresses_written(self, order: Order) -> SafeString | str:
        """Each as on a letter, with the phone number, which no letter has."""
        rows = [
            (address.get_kind_display(), "\n".join(filter(None, [written(address), address.phone])))
            for address in order.addresses.filter(is_complete=True)
        ]
        return format_html_join("", '<p class="letter"><b>{}</b>\n{}</p>', rows) or "–"

    @admin.display(description=_("country"), ordering="country")
    def country_in_words(self, order: Order) -> str:
        return country_name(order.country) if order.country else "–"

    @admin.display(description=_("delivery method"))
    def method(self, order: Order) -> str:
        return order.delivery_name or str(order.delivery_method or "–")

    @admin.display(description=_("total"), ordering="total")
    def total_if_frozen(self, order: Order) -> str:
        """Until payment starts the cart alone says what is in the order, and what it costs."""
        return money.formatted(order.total) if _is_frozen(order) else "–"

    @admin.display(description=_("promotions"))
    def promotions_in_words(self, order: Order) -> SafeString | str:
        """Each on a line of its own: a name may have commas in it."""
        words = gettext("%(label)s: %(amount)s")
        rows = [
            (words % {"label": e.label, "amount": money.formatted(e.amount + e.delivery)},)
            for e in order.applied
        ]
        return format_html_join("", "{}<br>", rows) or "–"

    @admin.display(description=_("taxes"))
    def taxes_in_words(self, order: Order) -> str:
        return tax_parts(order.taxes)

    @admin.display(description=_("messages"))
    def messages_about(self, order: Order) -> SafeString:
        url = reverse("admin:messaging_message_changelist")
        words = _("Messages about this order")
        return format_html('<a href="{}?q={}">{}</a>', url, order.reference, words)


def _is_frozen(order: Any) -> bool:
    return bool(order and order.frozen_as)
