"""What the bank answers when a shop asks. With a real one this would be its API."""

from datetime import datetime
from uuid import UUID

from checkout.gateways.testbank import bank, giving_back
from checkout.gateways.testbank.models import Answer, BankPayment, BankRefund
from checkout.gateways.testbank.words import (
    Words,
    movements,
    movements_of_refund,
    standing,
    standing_of_refund,
)
from shop.core import clock


def begin(
    *,
    ref: UUID,
    amount: int,
    currency: str,
    instalments: int,
    return_url: str,
    notify_url: str,
) -> Words:
    known = bank.take_on(
        ref=ref,
        amount=amount,
        currency=currency,
        instalments=instalments,
        return_url=return_url,
        notify_url=notify_url,
    )
    return {"bank_ref": known.bank_ref, "token": known.token}


def tell(*, ref: UUID) -> Words:
    known = BankPayment.objects.filter(ref=ref).first()
    return {"status": "unknown"} if known is None else standing(known, clock.now())


def cancel(*, ref: UUID, amount: int, currency: str, instalments: int) -> Words:
    bank.cancel(ref=ref, amount=amount, currency=currency, instalments=instalments)
    return tell(ref=ref)


def capture(*, ref: UUID) -> Words:
    bank.capture(ref=ref)
    return tell(ref=ref)


def give_back(*, ref: UUID, payment_ref: UUID, amount: int) -> Words:
    refund = giving_back.give_back(ref=ref, payment_ref=payment_ref, amount=amount)
    if refund is None:
        return {"status": "failed", "error": giving_back.UNKNOWN, "amount": amount, "bank_ref": ""}
    return standing_of_refund(refund, clock.now())


def books(*, start: datetime, end: datetime) -> Words:
    """Return what moved from ``start`` up to, not including, ``end``, oldest first."""
    taken = BankPayment.objects.filter(
        answer=Answer.ACCEPTED, answers_at__gte=start, answers_at__lt=end
    )
    given = BankRefund.objects.filter(answers_at__gte=start, created_at__lt=end)
    rows = [
        *(entry for payment in taken for entry in movements(payment)),
        *(
            entry
            for refund in given.select_related("payment")
            for entry in movements_of_refund(refund)
        ),
    ]
    now = clock.now()
    within = [row for row in rows if start <= datetime.fromisoformat(row["at"]) < end]
    past = [row for row in within if datetime.fromisoformat(row["at"]) <= now]
    return {"entries": sorted(past, key=lambda row: str(row["at"]))}
