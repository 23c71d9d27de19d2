"""Calling an open payment off at the bank, before something else is begun or the stock let go."""

from dataclasses import replace

from checkout.gateways.calling import calling
from checkout.gateways.interface import UNDECIDED, Outcome, Report, Unreachable
from checkout.models import Payment, PaymentError
from checkout.payments.settling import WrongAmount, settle


class StillOpen(Exception):
    """An earlier attempt could not be called off: the bank has not answered yet."""


def call_off(payment: Payment, *, by: str) -> Payment:
    """Call an open payment off at the bank, write down how it ended and return it. Raises StillOpen.

    Should the bank have taken the money already, it was the bank that settled it.
    """
    try:
        report = _called_off(payment)
        if report.outcome is not Outcome.CANCELLED:
            by = "bank"
        elif by == "sweep":
            report = replace(report, error=PaymentError.EXPIRED)
        settled = settle(payment.pk, report, by=by)
    except (KeyError, Unreachable, WrongAmount):  # a gateway may be in use no longer
        raise StillOpen from None
    if report.outcome in UNDECIDED:
        raise StillOpen
    return settled


def _called_off(payment: Payment) -> Report:
    if not payment.amount:  # no bank knows of it
        return Report(outcome=Outcome.CANCELLED, amount=0, currency=payment.currency)
    with calling(payment.gateway) as bank:
        return bank.cancel(payment)
