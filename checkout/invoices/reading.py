"""Invoices and credit notes as they are shown and printed: what the order holds, with the sums that
the law asks for.
"""

from dataclasses import dataclass
from typing import Any

from cart.pricing import Exemption, TaxPart
from cart.pricing.taxes import contained
from cart.taxes.territories import UNION, taxed_as
from checkout.models import CreditNote, Invoice, Order, OrderLine
from shop.core.money import percentage

# Of directive 2006/112/EC: why the sale is exempt, as article 226 (11) asks for it. Goods only.
_ARTICLES = {Exemption.EXPORT: 146, Exemption.REVERSE_CHARGE: 138}


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of the order. Amounts are minor units and include tax, but for the one without."""

    line: OrderLine

    @property
    def untaxed_price(self) -> int:
        """The price each without VAT, also of an exempt sale, whose price had it in."""
        price = int(self.line.unit_price)
        return price - contained(price, self.line.tax_rate + self.line.relieved_rate)

    @property
    def rate_words(self) -> str:
        return percentage(self.line.tax_rate)

    @property
    def total(self) -> int:
        return int(self.line.gross - self.line.discount)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on an invoice and on what corrects it. Words come in the language that is active
    when it is rendered.
    """

    invoice: Invoice
    order: Order

    @property
    def seller(self) -> Any:
        return self.invoice.seller

    @property
    def taxes(self) -> list[TaxPart]:
        return self.order.taxes

    @property
    def tax(self) -> int:
        return sum(part.tax for part in self.taxes)

    @property
    def untaxed(self) -> int:
        return sum(part.untaxed for part in self.taxes)

    @property
    def taxed(self) -> int:
        """What the table of VAT adds up to: the total."""
        return sum(part.amount for part in self.taxes)

    @property
    def article(self) -> int | None:
        """The article of the directive by which the sale is exempt, if one is."""
        if not self.order.exemption or taxed_as(self.invoice.seller["country"]) not in UNION:
            return None
        return _ARTICLES[Exemption(self.order.exemption)]


@dataclass(frozen=True, slots=True)
class Document(Sheet):
    """All that stands on an invoice."""

    lines: list[InvoiceLine]

    @property
    def goods(self) -> int:
        """What the lines add up to."""
        return sum(line.total for line in self.lines)

    @property
    def has_discounts(self) -> bool:
        return any(line.line.discount for line in self.lines)

    @property
    def warns_of_late_payment(self) -> bool:
        """Tell whether French law has a word on it for this buyer: a business (code de commerce, L441-10)."""
        return bool(self.invoice.seller["country"] == "FR" and self.invoice.buyer["vat_number"])


@dataclass(frozen=True, slots=True)
class CreditDocument(Sheet):
    """All that stands on a credit note: no lines, since money goes back, whatever it was for."""

    note: CreditNote

    @property
    def seller(self) -> Any:
        return self.note.seller

    @property
    def taxes(self) -> list[TaxPart]:
        return self.note.taxes


def invoice_of(order: Order) -> Invoice | None:
    """Return the invoice of ``order``; none before it is placed, nor from before there were any."""
    return getattr(order, "invoice", None)


def credit_notes_of(order: Order) -> list[CreditNote]:
    """Return the credit notes of ``order``, the first one first, also those that were withdrawn: one query."""
    notes = CreditNote.objects.filter(invoice__order=order)
    return list(notes.only("number", "amount", "withdrawn_at").order_by("pk"))


def credit_note_of(order: Order, number: str) -> CreditNote | None:
    """Return the credit note ``number`` of ``order`` with its invoice; None if it has no such one."""
    note = CreditNote.objects.select_related("invoice").filter(invoice__order=order, number=number)
    found = note.first()
    if found is not None:
        found.invoice.order = order
    return found


def document_of(invoice: Invoice) -> Document:
    """Return ``invoice`` ready to be shown: one query, with its order at hand."""
    lines = [InvoiceLine(line) for line in invoice.order.lines.all()]
    return Document(invoice=invoice, order=invoice.order, lines=lines)


def credit_document_of(note: CreditNote) -> CreditDocument:
    """Return ``note`` ready to be shown: no query, with its invoice and order at hand."""
    return CreditDocument(invoice=note.invoice, order=note.invoice.order, note=note)
