"""A credit note is made in the transaction that writes down that money went back.

It corrects an invoice and names it (directive 2006/112/EC, 219; CGI, 289, I, 5). Once made it is
not unmade: where a bank takes its word back, it is marked as withdrawn and counts no more.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from cart.pricing import TaxPart
from checkout.invoices.issuing import seller_as_set
from checkout.invoices.numbering import CREDIT_NOTES, take_number
from checkout.invoices.reading import invoice_of
from checkout.models import CreditNote, Order, Refund
from shop.core import clock
from shop.core.money import spread


def issue_credit_note(*, order: Order, refund: Refund) -> CreditNote | None:
    """Correct the invoice of ``order`` by the money of ``refund``; None where it has no invoice.

    Inside the transaction that writes the refund down, with the order locked, last: the series
    stays locked until the commit. Four queries.
    """
    invoice = invoice_of(order)
    if invoice is None:
        return None
    standing = invoice.credit_notes.filter(withdrawn_at=None)
    credited = [part for note in standing for part in note.taxes]
    taxes = part_of(left_of(order.taxes, credited), refund.amount)
    number, at = take_number(CREDIT_NOTES)
    return CreditNote.objects.create(
        invoice=invoice,
        refund=refund,
        number=number,
        issued_at=at,
        amount=refund.amount,
        tax_rows=[[part.rate, part.amount, part.tax] for part in taxes],
        seller=seller_as_set(),
    )


def withdraw_credit_note(*, refund: Refund) -> bool:
    """Mark the credit note of ``refund``, whose money is not given back after all; False if none stood."""
    rows = CreditNote.objects.filter(refund=refund, withdrawn_at=None)
    return bool(rows.update(withdrawn_at=clock.now()))


def left_of(invoiced: Iterable[TaxPart], credited: Iterable[TaxPart]) -> list[TaxPart]:
    """Return what is left to be credited at each rate of an invoice."""
    amounts: Counter[int] = Counter()
    taxes: Counter[int] = Counter()
    for part in credited:
        amounts[part.rate] += part.amount
        taxes[part.rate] += part.tax
    return [
        TaxPart(
            rate=part.rate,
            amount=part.amount - amounts[part.rate],
            tax=part.tax - taxes[part.rate],
        )
        for part in invoiced
    ]


def part_of(left: Sequence[TaxPart], amount: int) -> list[TaxPart]:
    """Return ``amount`` minor units of ``left``, in proportion at each rate; the tax is in it likewise.

    Of what is left, not of the whole: so the credit notes of an order of which all is given back add
    up to its invoice, at each rate and in amount and tax, in however many parts (pitfall M7).
    """
    shares = spread(amount, [part.amount for part in left]) if left else []
    return [
        TaxPart(
            rate=part.rate,
            amount=share,
            tax=spread(part.tax, [share, part.amount - share])[0],
        )
        for part, share in zip(left, shares, strict=True)
        if share
    ]
