"""Giving money back: asked for once, sent to the bank until it has answered, and written down.

A refund is asked for in a transaction, which counts it on its payment, and sent by a worker outside
of any. A worker that dies in between leaves a row that the next one sends again under the same
name: to a bank that keeps its promise it is the same refund.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from checkout.gateways.calling import calling
from checkout.gateways.interface import (
    Capability,
    RefundOutcome,
    RefundReport,
    Unreachable,
    gateway,
)
from checkout.invoices.crediting import issue_credit_note, withdraw_credit_note
from checkout.models import (
    Order,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundReason,
    RefundState,
)
from checkout.models.payment import TAKEN
from checkout.models.refund import REFUND_TRANSITIONS
from checkout.models.states import TRANSITIONS
from checkout.orders.locking import lock_order
from checkout.orders.transitions import move_order, move_refund
from checkout.payments.placing import tell_shopper
from shop.core import clock
from shop.core.backoff import later
from shop.core.workers import wake_after_commit

log = structlog.get_logger(__name__)

UNSETTLED = (RefundState.DUE, RefundState.SENDING, RefundState.PENDING, RefundState.BY_HAND)
_UNTOLD = (RefundState.DUE, RefundState.SENDING)
_OWES_ALL = (OrderState.CANCELLED, OrderState.REFUNDED)
PRESUMED_DEAD = timedelta(minutes=2)  # a worker that has not told how it went
ASK_PENDING = timedelta(hours=1)
ANSWERED_WITHIN = timedelta(hours=24)  # what is open for longer is for people to look at

_STATES = {
    RefundOutcome.PENDING: RefundState.PENDING,
    RefundOutcome.SUCCEEDED: RefundState.SUCCEEDED,
    RefundOutcome.FAILED: RefundState.FAILED,
}


class NotLeft(Exception):
    """That much is not there to be given back, or somebody else was faster. Nothing was written."""


def ask_refund(
    *,
    payment: Payment,
    amount: int,
    seen_refunded: int,
    reason: RefundReason = RefundReason.STAFF,
    by: Any = None,
    is_by_hand: bool = False,
) -> Refund:
    """Ask for ``amount`` of ``payment`` to be given back; return the refund, which a worker sends.

    ``seen_refunded`` is what had been given back when whoever decided looked: if it is more by now,
    this may be the second press of one button (M23). ``is_by_hand``: staff send it themselves, as
    they must where the bank cannot be told to. Raises NotLeft.
    """
    if amount <= 0:
        raise NotLeft
    with transaction.atomic():
        _count(payment, amount, seen_refunded)
        is_sent = not is_by_hand and can_send(payment, amount)
        refund = Refund.objects.create(
            payment=payment,
            amount=amount,
            reason=reason,
            by=by,
            state=RefundState.DUE if is_sent else RefundState.BY_HAND,
            ask_at=clock.now() if is_sent else None,
        )
        wake_after_commit("checkout.tasks.send_refunds")
    return refund


def _count(payment: Payment, amount: int, seen_refunded: int) -> None:
    rows = Payment.objects.filter(pk=payment.pk, refunded=seen_refunded, state__in=TAKEN)
    is_left = rows.filter(amount__gte=F("refunded") + amount)
    if not is_left.update(refunded=F("refunded") + amount):
        raise NotLeft
    payment.refunded = seen_refunded + amount


def can_send(payment: Payment, amount: int) -> bool:
    """Tell whether the bank can be told to give ``amount`` back, or staff must do it by hand."""
    try:
        can = gateway(payment.gateway).CAPABILITIES
    except KeyError:
        return False
    needed = Capability.REFUND if amount == payment.amount else Capability.PART_REFUND
    return needed in can


def give_back_late(payment: Payment) -> None:
    """Give back money that came too late, and say so (M14). Inside the settlement's transaction."""
    ask_refund(payment=payment, amount=payment.amount, seen_refunded=0, reason=RefundReason.LATE)
    about = f"payment:{payment.ref}"
    tell_shopper(payment.order, "order.paid_too_late", about=about, payment=payment.pk)


def give_back_all(order: Order, *, reason: RefundReason, by: Any = None) -> Refund | None:
    """Ask for all that is left of what ``order`` was paid with; None when nothing is left.

    Inside the caller's transaction, with the order locked.
    """
    paid = order.payments.select_for_update().filter(state=PaymentState.SUCCEEDED).first()
    if paid is None or not paid.left:
        return None
    return ask_refund(
        payment=paid, amount=paid.left, seen_refunded=paid.refunded, reason=reason, by=by
    )


def send_refunds(*, at: datetime, limit: int = 100) -> int:
    """Send to their banks what is due, and ask about what they work on; return how many answered.

    Safe to run twice and side by side: a row is claimed by one conditional update. One that fails
    does not keep the others.
    """
    due = Refund.objects.filter(ask_at__lte=at).select_related("payment").order_by("ask_at")
    return sum(_tried(refund) for refund in list(due[:limit]))


def _tried(refund: Refund) -> bool:
    if not _claim(refund):
        return False
    try:
        with calling(refund.payment.gateway) as bank:
            report = bank.refund(refund)
        record_refund(refund.pk, report)
    except (KeyError, Unreachable) as error:
        log.warning("refund_not_sent", refund=refund.pk, why=type(error).__name__)
    except Exception:
        log.exception("refund_failed", refund=refund.pk)
    else:
        _again(refund, ASK_PENDING)  # of no effect once it is settled
        return True
    if not _left_to_staff(refund):
        _again(refund, later(refund.asked))
    return False


def _left_to_staff(refund: Refund) -> bool:
    """Leave to staff what no bank was ever told, by a way to pay that is in use no longer."""
    if refund.asked > 1 or refund.payment.gateway in settings.GATEWAYS:
        return False
    return move_refund(refund, RefundState.BY_HAND, ask_at=None)


def _claim(refund: Refund) -> bool:
    """Take the row for one talk with the bank; a worker that dies in it loses it after a while."""
    columns: dict[str, Any] = {
        "ask_at": clock.now() + PRESUMED_DEAD,
        "asked": F("asked") + 1,
    }
    if refund.state == RefundState.DUE:
        columns["state"] = RefundState.SENDING
    rows = Refund.objects.filter(pk=refund.pk, ask_at=refund.ask_at, state=refund.state)
    if not rows.update(**columns):
        return False
    refund.refresh_from_db(fields=["state", "ask_at", "asked"])
    return True


def _again(refund: Refund, pause: timedelta) -> None:
    rows = Refund.objects.filter(pk=refund.pk, ask_at__isnull=False)
    rows.update(ask_at=clock.now() + pause)


def record_refund(refund_id: int, report: RefundReport) -> Refund:
    """Write down what the bank says of a refund, with all that follows, and return it.

    It may be told the same thing any number of times; a refund never goes back but from given to
    refused. What was refused can be given again.
    """
    state = _STATES[report.outcome]
    with transaction.atomic():
        order, payment, refund = _locked(refund_id)
        if state not in REFUND_TRANSITIONS[RefundState(refund.state)]:
            return refund
        _write(refund, state, report)
        if state == RefundState.FAILED:
            log.error("refund_refused", refund=refund.pk, payment=payment.pk)
            Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - refund.amount)
            withdraw_credit_note(refund=refund)
        elif state == RefundState.SUCCEEDED and payment.state == PaymentState.SUCCEEDED:
            _given_back(order, payment, refund, by="bank")
    return refund


def refund_done_by_hand(*, refund: Refund) -> bool:
    """Write down that staff have sent the money of ``refund``; False if it was not theirs to send.

    All that follows is as if a bank had said so.
    """
    with transaction.atomic():
        order, payment, refund = _locked(refund.pk)
        if refund.state != RefundState.BY_HAND:
            return False
        move_refund(refund, RefundState.SUCCEEDED, settled_at=clock.now())
        if payment.state == PaymentState.SUCCEEDED:
            _given_back(order, payment, refund, by="staff")
    return True


def unanswered(*, at: datetime) -> QuerySet[Refund]:
    """Return the refunds of which no bank has said for a day what became of them."""
    rows = Refund.objects.filter(ask_at__isnull=False)  # by it they are found
    return rows.filter(state__in=_UNTOLD, created_at__lt=at - ANSWERED_WITHIN)


def refused() -> QuerySet[Refund]:
    """Return the refunds that were refused and that nobody has made good yet, the last of a payment.

    Where all of the money is owed (it came too late, or its order is cancelled) that takes all of
    it; else any refund that was asked for later.
    """
    later = Refund.objects.filter(payment=OuterRef("payment"), pk__gt=OuterRef("pk"))
    is_owed = Q(payment__state=PaymentState.LATE) | Q(payment__order__state__in=_OWES_ALL)
    not_again = ~Exists(later) | is_owed & ~Exists(later.filter(state=RefundState.FAILED))
    rows = Refund.objects.filter(state=RefundState.FAILED)
    return rows.filter(not_again, payment__refunded__lt=F("payment__amount"))


def _locked(refund_id: int) -> tuple[Order, Payment, Refund]:
    payment_id = Refund.objects.values_list("payment", flat=True).get(pk=refund_id)
    order = lock_order(payments=payment_id)
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    return order, payment, Refund.objects.select_for_update().get(pk=refund_id)


def _write(refund: Refund, state: RefundState, report: RefundReport) -> None:
    changes: dict[str, Any] = {"bank_ref": report.bank_ref or refund.bank_ref}
    if state != RefundState.PENDING:
        changes |= {"error": report.error[:80], "settled_at": clock.now(), "ask_at": None}
    move_refund(refund, state, **changes)


def _given_back(order: Order, payment: Payment, refund: Refund, *, by: str) -> None:
    """Tell the shopper, and correct the invoice; an order of which all was given back is a refunded one."""
    tell_shopper(order, "order.refunded", about=f"refund:{refund.ref}", refund=refund.pk)
    is_all = payment.refunded == payment.amount
    if is_all and not payment.refunds.filter(state__in=UNSETTLED).exists():
        _move_to_refunded(order, by=by)
    # Last: whoever else is given money back waits from here on.
    issue_credit_note(order=order, refund=refund)


def _move_to_refunded(order: Order, *, by: str) -> None:
    if OrderState.REFUNDED in TRANSITIONS[OrderState(order.state)]:
        move_order(order, OrderState.REFUNDED, by=by, reason="refunded")
