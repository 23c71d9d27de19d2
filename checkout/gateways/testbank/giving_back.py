"""What the bank does with refunds: give back what was taken and no more, once for each name."""

from uuid import UUID

from django.db import transaction

from checkout.gateways.testbank import bank
from checkout.gateways.testbank.models import Answer, BankPayment, BankRefund, Giving
from shop.core import clock

TOO_MUCH = "more than was charged"
CLOSED = "account closed"
UNKNOWN = "unknown payment"


def give_back(*, ref: UUID, payment_ref: UUID, amount: int) -> BankRefund | None:
    """Return the bank's refund for ``ref``, made at the first call; None for an unknown payment."""
    with transaction.atomic():
        payment = BankPayment.objects.select_for_update().filter(ref=payment_ref).first()
        if payment is None:
            return None
        known = payment.refunds.filter(ref=ref).first()
        return known or _made(payment, ref, amount)


def _made(payment: BankPayment, ref: UUID, amount: int) -> BankRefund:
    now = clock.now()
    is_taken = payment.answer == Answer.ACCEPTED
    error, giving = CLOSED, Giving(payment.giving)
    if not is_taken or amount > _left(payment):
        error, giving = TOO_MUCH, Giving.CLOSED
    thinks = giving in (Giving.LATER, Giving.RETURNED)
    refund = BankRefund.objects.create(
        ref=ref,
        payment=payment,
        amount=amount,
        giving=giving,
        error=error if giving in (Giving.CLOSED, Giving.RETURNED) else "",
        answers_at=now + bank.LATER if thinks else now,
        created_at=now,
    )
    bank.note(payment, refund=refund, due_at=refund.answers_at)
    return refund


def _left(payment: BankPayment) -> int:
    now = clock.now()
    given = [each.amount for each in payment.refunds.all() if each.status(now) != "failed"]
    return payment.amount - sum(given)
