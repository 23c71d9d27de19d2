"""Invoices, as staff find them; the sheet itself names people and is for whoever may see that."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from checkout.invoices.reading import document_of
from checkout.models import Invoice
from shop.core import money
from shop.core.admin import PersonalDataAdmin


@admin.register(Invoice)
class InvoiceAdmin(PersonalDataAdmin):
    """Number, order, date and total. Who bought is on the sheet (P6)."""

    view_personal = "checkout.view_personal_data"
    list_display = ("number", "order", "issued_at", "total")
    search_fields = ("^number", "^order__reference")
    search_help_text = _("The number of the invoice or of the order, or how it begins.")
    fields = (("number", "issued_at"), ("order", "total"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("order").defer("seller", "buyer")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to guess a name letter by letter through the list's own parameters."""
        if lookup.partition("__")[0] == "buyer":
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sheet_view)
        own = path("<int:pk>/sheet/", view, name="checkout_invoice_sheet")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context["may_see_sheet"] = self.sees_personal_data(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the shopper sees, made to be printed; that it was opened is logged."""
        if not (self.has_view_permission(request) and self.sees_personal_data(request)):
            raise PermissionDenied
        invoice = get_object_or_404(Invoice.objects.select_related("order"), pk=pk)
        self.log_opened(request, pk)
        context = {
            "document": document_of(invoice),
            "back": reverse("admin:checkout_order_change", args=[invoice.order_id]),
        }
        return render(request, "admin/checkout/invoice/sheet.html", context)

    @admin.display(description=_("total"), ordering="order__total")
    def total(self, invoice: Invoice) -> str:
        return money.formatted(invoice.order.total)
