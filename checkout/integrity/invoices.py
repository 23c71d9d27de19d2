from collections.abc import Iterator

from django.db.models import Count, F, Min, Model, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from checkout.models import CreditNote, Invoice, InvoiceSeries, Order
from shop.core.integrity import Found, checks_integrity


@checks_integrity("money.invoiced")
def invoiced() -> Iterator[Found]:
    """Each order that was placed since the shop writes invoices has its one (S9.1)."""
    all_of_them = Invoice.objects.order_by().values(all=Value(1))
    since = Subquery(all_of_them.annotate(first=Min("issued_at")).values("first"))
    rows = Order.objects.filter(placed_at__gte=since, invoice=None).order_by("pk")
    for reference in rows.values_list("reference", flat=True):
        yield f"order {reference}", "is placed, and has no invoice"


@checks_integrity("money.invoice-numbers")
def invoice_numbers() -> Iterator[Found]:
    """A series has as many documents as it counted: no number is missing (M18)."""
    written = _written(Invoice) + _written(CreditNote)
    rows = InvoiceSeries.objects.annotate(written=written).exclude(last=F("written"))
    for prefix, last, written in rows.order_by("prefix").values_list("prefix", "last", "written"):
        yield f"series {prefix}", f"has come to {last}, and {written} documents are written"


def _written(model: type[Model]) -> Coalesce:
    """Return how many of ``model`` bear a number of the series."""
    rows = model._default_manager.filter(number__startswith=OuterRef("prefix"))  # noqa: SLF001 - the documented name
    one = rows.order_by().values(all=Value(1))
    return Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0)
