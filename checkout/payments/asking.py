"""Hearing of a payment: the shopper is back, the shop asks, or the bank tells by itself.

Each ends in ``settling.settle``. What was only promised is taken right after it.
"""

from collections.abc import Callable, Mapping

import structlog

from checkout.gateways.calling import calling
from checkout.gateways.interface import Gateway, Notification, Outcome, Report
from checkout.models import ParkedEvent, Payment, PaymentState
from checkout.payments.finding import payment_of, refund_of
from checkout.payments.refunding import record_refund
from checkout.payments.settling import WrongAmount, settle
from shop.core import clock
from shop.core.workers import wake_after_commit

log = structlog.get_logger(__name__)


def ask_about(payment: Payment) -> Payment:
    """Ask the bank how ``payment`` stands, and write that down.

    Raises Unreachable, WrongAmount, KeyError for a gateway that is in use no longer.
    """
    return _ask(payment, lambda bank: bank.fetch(payment))


def shopper_is_back(payment: Payment, said: Mapping[str, str]) -> Payment:
    """Do the same when the bank has sent its shopper back with ``said`` in the address."""
    return _ask(payment, lambda bank: bank.returned(payment, said))


def _ask(payment: Payment, question: Callable[[Gateway], Report]) -> Payment:
    if not payment.amount:
        return settle(payment.pk, _free(payment), by="shop")
    with calling(payment.gateway) as bank:
        report = question(bank)
    payment = settle(payment.pk, report, by="bank")
    # What another attempt has paid for by now is not taken as well: it is called off.
    if payment.state == PaymentState.AUTHORISED and not payment.order.is_placed:
        with calling(payment.gateway) as bank:
            report = bank.capture(payment)
        payment = settle(payment.pk, report, by="bank")
    return payment


def _free(payment: Payment) -> Report:
    """A promo code may leave nothing to pay; then no bank is asked."""
    return Report(
        outcome=Outcome.SUCCEEDED,
        amount=0,
        currency=payment.currency,
        instalments=payment.instalments,
    )


def hear(code: str, notification: Notification) -> None:
    """Write down what the bank behind ``code`` has told by itself (M13). Safe to be told twice.

    What is about a payment that is not known here is parked, and looked for again.
    """
    payment = payment_of(code, notification.ref)
    if payment is None:
        _park(code, notification)
    elif notification.refund is not None:
        _hear_of_refund(payment, notification)
    elif notification.report is None:
        ask_soon(payment)
    else:
        _hear_of_payment(payment, notification.report)


def ask_soon(payment: Payment) -> None:
    """Let a worker ask the bank about ``payment``, now."""
    Payment.objects.filter(pk=payment.pk).update(ask_at=clock.now())
    wake_after_commit("checkout.tasks.reconcile_payments")


def _hear_of_payment(payment: Payment, report: Report) -> None:
    try:
        settled = settle(payment.pk, report, by="bank")
    except WrongAmount:
        return  # noted on the payment; the bank need not say it again
    if settled.state == PaymentState.AUTHORISED:
        ask_soon(settled)


def _hear_of_refund(payment: Payment, notification: Notification) -> None:
    refund = refund_of(payment, notification.refund_ref)
    if refund is None:
        log.error("refund_unknown", payment=payment.pk, gateway=payment.gateway)
    elif notification.refund is not None:
        record_refund(refund.pk, notification.refund)


def _park(code: str, notification: Notification) -> None:
    log.warning("event_parked", gateway=code)
    ParkedEvent.objects.update_or_create(
        gateway=code,
        ref=notification.ref[:80],
        defaults={"ask_at": clock.now()},
        create_defaults={"event_id": notification.event_id[:80]},
    )
