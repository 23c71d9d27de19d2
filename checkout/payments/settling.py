"""The one function behind the way back from the bank, its notifications, and every question (S8.3).

It may be told the same thing any number of times, by any of them at once, in any order.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction

from checkout.gateways.interface import UNDECIDED, Outcome, Report
from checkout.models import Doubt, Order, Payment, PaymentError, PaymentEvent, PaymentState
from checkout.models.payment import OPEN, TAKEN
from checkout.orders.locking import lock_order
from checkout.orders.transitions import move_payment
from checkout.payments.listening import tell
from checkout.payments.placing import can_be_placed, place, wait_for_money
from checkout.payments.refunding import give_back_late
from shop.core import clock
from shop.core.workers import wake_after_commit

log = structlog.get_logger(__name__)

ASK_AFTER_SILENCE = timedelta(minutes=1)

_STATES = {
    Outcome.PENDING: PaymentState.PENDING,
    Outcome.AUTHORISED: PaymentState.AUTHORISED,
    Outcome.FAILED: PaymentState.FAILED,
    Outcome.CANCELLED: PaymentState.CANCELLED,
}


class WrongAmount(Exception):
    """The bank speaks of another amount than the order's, or of other instalments.

    The payment is marked as in doubt for staff; nothing else was written.
    """


def settle(payment_id: int, report: Report, *, by: str) -> Payment:
    """Write down what the bank says of a payment, with all that follows, and return it.

    Success takes the stock, places the order, closes the cart and puts the mail into the outbox,
    in one transaction (M16). A success that came too late still does, if what it was meant for can
    be had as it was; if not, the money is given back, and the shopper is told (M14). Whoever hears
    of payments is told of an end. Raises WrongAmount.
    """
    with transaction.atomic():
        order = lock_order(payments=payment_id)
        payment = Payment.objects.select_for_update().get(pk=payment_id)
        payment.order = order
        if _is_known(payment, report):
            _call_off_there(payment, report)
            return payment
        doubt = _doubt(payment, report)
        if not doubt:
            _write_down(payment, order, report, by)
    if doubt:
        _mark(payment, doubt, report)
        raise WrongAmount
    return payment


def _write_down(payment: Payment, order: Order, report: Report, by: str) -> None:
    if report.outcome is Outcome.SUCCEEDED:
        _succeed(payment, order, report, by)
    else:
        _write(payment, _STATES[report.outcome], report, by)
        if report.until is not None:
            wait_for_money(order, until=report.until)
    if payment.state not in OPEN:
        tell(payment)


def _is_known(payment: Payment, report: Report) -> bool:
    """Tell whether the report says nothing new; a payment never goes back (M13)."""
    if report.outcome is Outcome.OPEN:
        return True
    if report.outcome is Outcome.SUCCEEDED:
        # Of what is free nothing has moved: once it is called off there is nothing to make good.
        return payment.state in TAKEN or (not payment.amount and payment.state not in OPEN)
    if (
        report.event_id
        and PaymentEvent.objects.filter(payment=payment, event_id=report.event_id).exists()
    ):
        return True
    goes_back = report.outcome is Outcome.PENDING and payment.state == PaymentState.AUTHORISED
    return payment.state not in OPEN or payment.state == _STATES[report.outcome] or goes_back


def _call_off_there(payment: Payment, report: Report) -> None:
    """Let a worker call off what the bank may still take, though it is over here."""
    if report.outcome not in UNDECIDED or payment.state in (*OPEN, *TAKEN):
        return
    if Payment.objects.filter(pk=payment.pk, ask_at=None).update(ask_at=clock.now()):
        wake_after_commit("checkout.tasks.reconcile_payments")


def _doubt(payment: Payment, report: Report) -> str:
    """Return what does not fit where money moves: then nobody guesses (S8.2)."""
    if report.outcome not in (Outcome.SUCCEEDED, Outcome.AUTHORISED):
        return ""
    if (report.amount, report.currency) != (payment.amount, payment.currency):
        return Doubt.OTHER_AMOUNT
    return Doubt.OTHER_PLAN if report.instalments != payment.instalments else ""


def _mark(payment: Payment, doubt: str, report: Report) -> None:
    log.error("wrong_amount", payment=payment.pk, said=report.amount, expected=payment.amount)
    Payment.objects.filter(pk=payment.pk).update(doubt=doubt)
    payment.doubt = doubt


def _succeed(payment: Payment, order: Order, report: Report, by: str) -> None:
    was_open = payment.state in OPEN
    if not can_be_placed(order, payment):
        log.warning("paid_too_late", payment=payment.pk, order=order.pk)
        _write(payment, PaymentState.LATE, report, by)
        give_back_late(payment)
        return
    _write(payment, PaymentState.SUCCEEDED, report, by)
    place(order, by=by)
    if not was_open:  # an attempt that was begun since is in nobody's interest any more
        order.payments.filter(state__in=OPEN).update(ask_at=clock.now())


def _write(payment: Payment, state: PaymentState, report: Report, by: str) -> None:
    changes: dict[str, Any] = {"error": report.error, "doubt": ""}
    if state not in OPEN:
        changes["settled_at"] = clock.now()
        changes["ask_at"] = None
    if report.error == PaymentError.UNREACHABLE:
        # Nobody knows what it made of our call: it is called off there as soon as it answers.
        changes["ask_at"] = clock.now() + ASK_AFTER_SILENCE
    move_payment(payment, state, by=by, event_id=report.event_id, **changes)
