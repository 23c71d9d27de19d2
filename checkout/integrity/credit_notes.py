from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum

from checkout.integrity.money import SumOfRows
from checkout.models import CreditNote, Invoice, PaymentState, Refund, RefundState
from shop.core.integrity import Found, checks_integrity

_STANDING = CreditNote.objects.filter(withdrawn_at=None)


@checks_integrity("money.refunds-credited")
def refunds_credited() -> Iterator[Found]:
    """Each refund that arrived corrects the invoice of its order, by that much."""
    own = _STANDING.filter(
        refund=OuterRef("pk"), amount=OuterRef("amount"), invoice__order=OuterRef("payment__order")
    )
    of_sale = Q(payment__state=PaymentState.SUCCEEDED, payment__order__invoice__isnull=False)
    rows = Refund.objects.filter(of_sale, ~Exists(own), state=RefundState.SUCCEEDED).order_by("pk")
    for pk, amount, reference in rows.values_list("pk", "amount", "payment__order__reference"):
        says = f"{amount} is back, and no credit note of its invoice says so"
        yield f"refund {pk} of order {reference}", says


@checks_integrity("money.credit-notes")
def credit_notes() -> Iterator[Found]:
    """A credit note stands only for money that is back, and its taxes are of its amount."""
    rows = _STANDING.annotate(taxed=SumOfRows("tax_rows", at=1), stands=F("refund__state"))
    wrong = rows.exclude(stands=RefundState.SUCCEEDED, taxed=F("amount")).order_by("pk")
    for number, *facts in wrong.values_list("number", "amount", "taxed", "stands"):
        amount, taxed, state = facts
        yield f"credit note {number}", f"of {amount} with taxes of {taxed}, its refund is {state}"


@checks_integrity("money.credited-within")
def credited_within() -> Iterator[Found]:
    """No invoice is corrected by more than its total."""
    own = _STANDING.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    credited = Subquery(own.annotate(sum=Sum("amount")).values("sum"))
    rows = Invoice.objects.annotate(credited=credited, total=F("order__total"))
    too_much = rows.filter(credited__gt=F("total")).order_by("pk")
    for number, total, off in too_much.values_list("number", "total", "credited"):
        yield f"invoice {number}", f"of {total}, corrected by {off}"
