from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.admin.sheet import SheetAdmin
from checkout.invoices.reading import Document, document_of
from checkout.models import Invoice
from shop.core import money


@admin.register(Invoice)
class InvoiceAdmin(SheetAdmin):
    to_order = "order"
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

    def document_of(self, row: Invoice) -> Document:
        return document_of(row)

    @admin.display(description=_("total"), ordering="order__total")
    def total(self, invoice: Invoice) -> str:
        return money.formatted(invoice.order.total)
