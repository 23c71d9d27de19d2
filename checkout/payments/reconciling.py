"""The shop asks its banks about everything that is unclear, until all of it is clear.

It is the safety net of the way back and of the notifications: with both of them lost, an order is
settled all the same (S8.3).
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F

from checkout.gateways.calling import calling
from checkout.gateways.interface import UNDECIDED, Unreachable
from checkout.models import Doubt, ParkedEvent, Payment, PaymentState
from checkout.models.payment import OPEN, TAKEN
from checkout.payments.asking import ask_about
from checkout.payments.calling_off import StillOpen, call_off
from checkout.payments.finding import payment_of
from checkout.payments.settling import WrongAmount, settle
from shop.core import clock
from shop.core.backoff import later

log = structlog.get_logger(__name__)

CLEAR_WITHIN = timedelta(hours=24)  # what is open for longer is for people to look at
PARKED_FOR = timedelta(days=3)


def reconcile(*, at: datetime, limit: int = 100) -> Counter[str]:
    """Ask about what is due at ``at``; return how many payments and parked events became clear.

    Run every minute, by any number: a row is claimed by one conditional update. One that fails does
    not keep the others.
    """
    payments = Payment.objects.filter(ask_at__lte=at).select_related("order").order_by("ask_at")
    parked = ParkedEvent.objects.filter(ask_at__lte=at).order_by("ask_at")
    return Counter(
        payments=sum(_cleared(payment, at) for payment in list(payments[:limit])),
        parked=sum(_found(event, at) for event in list(parked[:limit])),
    )


def unclear(*, at: datetime) -> Any:
    """Return the payments of which nobody knows how they stand, and should by now."""
    open_for_long = Payment.objects.filter(
        ask_at__isnull=False,  # as for all that are open, and few others: by it they are found
        state__in=OPEN,
        created_at__lt=at - CLEAR_WITHIN,
        order__waits_until=None,
    )
    doubtful = Payment.objects.exclude(doubt="")
    # Each has a small index; with an OR between them all payments would be read.
    found = open_for_long.order_by().values("pk").union(doubtful.order_by().values("pk"))
    return Payment.objects.filter(pk__in=found)


def _cleared(payment: Payment, at: datetime) -> bool:
    if not _claim(payment):
        return False
    try:
        _look(payment, at)
    except KeyError:
        _doubt(payment, Doubt.UNKNOWN_GATEWAY)
    except (StillOpen, Unreachable, WrongAmount):
        if payment.created_at < at - CLEAR_WITHIN:
            _doubt(payment, Doubt.SILENT)
    except Exception:
        log.exception("reconciliation_failed", payment=payment.pk)
    return not Payment.objects.filter(pk=payment.pk, ask_at__isnull=False).exists()


def _claim(payment: Payment) -> bool:
    rows = Payment.objects.filter(pk=payment.pk, ask_at=payment.ask_at)
    asked = payment.asked + 1
    return bool(rows.update(ask_at=clock.now() + later(asked), asked=min(asked, 1000)))


def _look(payment: Payment, at: datetime) -> None:
    if payment.state not in OPEN:
        _clear_up(payment)
    elif payment.order.is_placed or _is_left_over(payment, at):
        call_off(payment, by="sweep")
    else:
        ask_about(payment)


def _is_left_over(payment: Payment, at: datetime) -> bool:
    """Tell whether it is an unfinished attempt to pay an order that waits for other money, too.

    Such an order is not let go when the attempt is over, so nobody else would call it off.
    """
    minutes = timedelta(minutes=settings.PAYMENT_MINUTES)
    is_itself_waited_for = payment.state == PaymentState.PENDING
    is_over = payment.created_at + minutes <= at
    return payment.order.is_waiting and is_over and not is_itself_waited_for


def _clear_up(payment: Payment) -> None:
    """Call off at the bank what was given up here and is not over there, until it is."""
    if payment.state not in TAKEN:
        with calling(payment.gateway) as bank:
            report = bank.cancel(payment)
        settle(payment.pk, report, by="bank")
        if report.outcome in UNDECIDED:
            raise StillOpen
    is_clear = Payment.objects.filter(pk=payment.pk).exclude(state__in=OPEN)
    is_clear.update(ask_at=None, doubt="")


def _doubt(payment: Payment, doubt: str) -> None:
    """Say so to staff, unless there is a better reason to look already."""
    Payment.objects.filter(pk=payment.pk, doubt="").update(doubt=doubt)


def _found(event: ParkedEvent, at: datetime) -> bool:
    """Look for the payment that an event was about; ask the bank how it stands, once it is known."""
    rows = ParkedEvent.objects.filter(pk=event.pk, ask_at=event.ask_at)
    is_over = event.heard_at < at - PARKED_FOR
    ask_at = None if is_over else clock.now() + later(event.asked + 1)
    if not rows.update(ask_at=ask_at, asked=F("asked") + 1):
        return False
    payment = payment_of(event.gateway, event.ref)
    if payment is None:
        return False
    try:
        ask_about(payment)
    except (KeyError, Unreachable, WrongAmount):
        return False
    except Exception:
        log.exception("parked_event_failed", event=event.pk)
        return False
    return bool(ParkedEvent.objects.filter(pk=event.pk).delete()[0])
