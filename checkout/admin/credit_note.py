from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from checkout.admin.sheet import SheetAdmin
from checkout.admin.words import tax_parts
from checkout.invoices.reading import CreditDocument, credit_document_of
from checkout.models import CreditNote
from shop.core.admin import amount


@admin.register(CreditNote)
class CreditNoteAdmin(SheetAdmin):
    to_order = "invoice__order"
    list_display = ("number", "invoice", "order", "issued_at", "formatted_amount", "withdrawn_at")
    list_filter = (("withdrawn_at", admin.EmptyFieldListFilter),)
    search_fields = ("^number", "^invoice__number", "^invoice__order__reference")
    search_help_text = _(
        "The number of the credit note, of its invoice or of the order, or how it begins."
    )
    fields = (
        ("number", "issued_at"),
        ("invoice", "refund"),
        ("formatted_amount", "taxes_in_words"),
        "withdrawn_at",
    )

    formatted_amount = amount("amount", _("amount"))

    def get_queryset(self, request: HttpRequest) -> Any:
        related = ("invoice__order", "refund__payment__order")
        rows = super().get_queryset(request).select_related(*related)
        return rows.defer("seller", "invoice__seller", "invoice__buyer")

    def document_of(self, row: CreditNote) -> CreditDocument:
        return credit_document_of(row)

    @admin.display(description=_("order"), ordering="invoice__order__reference")
    def order(self, note: CreditNote) -> str:
        return str(note.invoice.order)

    @admin.display(description=_("taxes"))
    def taxes_in_words(self, note: CreditNote) -> str:
        return tax_parts(note.taxes)
