"""Reminders pause for the whole shop when too many people complain of them (R12).

The large mailbox providers want fewer than 1 complaint in 1,000 mails and keep a sender out from 3
on, with the order mails, too. So the pause comes at 1 in 1,000 of the reminders of 30 days. One
person alone is not a rate: in a shop that sends 100 reminders a month, the first who ever presses
the wrong button would stop them all. Two are 2 % there, and worth a look.
"""

from datetime import datetime, timedelta

import structlog

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Channel, Feedback, Message, Pause, State, SuppressionReason

log = structlog.get_logger(__name__)

WINDOW = timedelta(days=30)
FEWEST = 2  # people
ONE_IN = 1000  # reminders
ASKED_AGAIN_AFTER = timedelta(hours=1)  # how long the gate puts a reminder off at a time
_ARRIVED = (State.SENT, State.UNKNOWN)


def paused_since() -> datetime | None:
    """Return since when reminders are paused, or None: one look at an index of at most one row."""
    return (
        Pause.objects.filter(message_class=MessageClass.REMINDER, lifted_at=None)
        .values_list("paused_at", flat=True)
        .first()
    )


def pause_if_complained_of(*, at: datetime) -> Pause | None:
    """Pause reminders if of those sent in ``WINDOW`` too many were complained of; return the pause.

    Only reminders sent since the last pause was lifted count, so that nobody has to lift one twice
    for the same complaints. Asked after a complaint is committed: of two at once, the later look
    sees both.
    """
    since = _counted_from(at)
    sent = Message.objects.filter(
        message_class=MessageClass.REMINDER,
        channel=Channel.EMAIL,  # nobody complains of an SMS here
        state__in=_ARRIVED,
        attempted_at__gte=since,
    )
    complaints = Feedback.objects.filter(reason=SuppressionReason.COMPLAINED, message__in=sent)
    people = complaints.values("person").distinct().count()
    if people < FEWEST or people * ONE_IN < (total := sent.count()):
        return None
    pause, is_new = Pause.objects.get_or_create(
        message_class=MessageClass.REMINDER,
        lifted_at=None,
        defaults={"paused_at": at, "tell_at": at, "complaints": people, "sent": total},
    )
    if is_new:
        log.error("reminders_paused", complaints=people, sent=total)
    return pause


def lift(pause: Pause, *, by: int | None, at: datetime) -> bool:
    """Let reminders go out again: a decision of staff, never of a program. Counting starts anew."""
    is_lifted = Pause.objects.filter(pk=pause.pk, lifted_at=None).update(
        lifted_at=at, lifted_by_id=by
    )
    return bool(is_lifted)


def _counted_from(at: datetime) -> datetime:
    lifted = Pause.objects.exclude(lifted_at=None).order_by("-lifted_at")
    last = lifted.values_list("lifted_at", flat=True).first()
    return max(at - WINDOW, last) if last else at - WINDOW
