"""The gate's own rules: those that need nothing but the tables of this app."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Objection, rule
from shop.core.messaging.models import Message, Person, Purpose, State, Suppression
from shop.core.messaging.pausing import ASKED_AGAIN_AFTER, paused_since
from shop.core.messaging.permissions import has_consented
from shop.core.messaging.reasons import Reason

_MAY_HAVE_ARRIVED = (State.SENDING, State.SENT, State.UNKNOWN)


@rule
def not_erased(message: Message, at: datetime) -> Objection | None:
    return None if message.recipient else Objection(Reason.ERASED)


@rule
def not_too_old(message: Message, at: datetime) -> Objection | None:
    """A backlog is not let loose after an outage: what has lost its use stays here (R4)."""
    is_too_old = message.expires_at and message.expires_at <= at
    return Objection(Reason.EXPIRED) if is_too_old else None


@rule
def not_suppressed(message: Message, at: datetime) -> Objection | None:
    reasons = message.policy.suppressed_by
    if not reasons:
        return None
    suppressions = Suppression.objects.filter(person=message.person_id, reason__in=reasons)
    return Objection(Reason.SUPPRESSED) if suppressions.exists() else None


@rule
def not_paused(message: Message, at: datetime) -> Objection | None:
    """While reminders are paused, each waits an hour at a time, and ends by its own age if need be.

    What is due later than that may find the pause lifted: it is asked when it is due.
    """
    if message.message_class != MessageClass.REMINDER:
        return None
    until = clock.now() + clock.scaled(ASKED_AGAIN_AFTER)
    return Objection(Reason.PAUSED, until) if at < until and paused_since() else None


@rule
def with_consent(message: Message, at: datetime) -> Objection | None:
    if not message.policy.needs_consent or has_consented(message.person_id, Purpose.REMINDERS):
        return None
    return Objection(Reason.NO_CONSENT)


@rule
def outside_quiet_hours(message: Message, at: datetime) -> Objection | None:
    if not message.policy.keeps_quiet_hours:
        return None
    until = end_of_quiet_hours(at, message.time_zone or settings.TIME_ZONE)
    return Objection(Reason.QUIET_HOURS, until) if until else None


@rule
def not_too_soon(message: Message, at: datetime) -> Objection | None:
    """At most one reminder a person and gap. An unclear attempt counts as one."""
    if not message.policy.is_capped:
        return None
    if connection.features.has_select_for_update:
        # Two workers with a reminder each for one person take turns here.
        Person.objects.select_for_update().get(pk=message.person_id)
    gap = clock.scaled(timedelta(hours=settings.REMINDER_GAP_HOURS))
    last = (
        Message.objects.filter(
            person=message.person_id,
            message_class=message.message_class,
            state__in=_MAY_HAVE_ARRIVED,
            attempted_at__gt=at - gap,
        )
        .exclude(pk=message.pk)
        .order_by("-attempted_at")
        .values_list("attempted_at", flat=True)
        .first()
    )
    return Objection(Reason.TOO_SOON, last + gap) if last else None


@rule
def not_too_often(message: Message, at: datetime) -> Objection | None:
    """At most so many reminders a person, ever (R4)."""
    if not message.policy.is_capped:
        return None
    reminders = Message.objects.filter(
        person=message.person_id,
        message_class=message.message_class,
        state__in=_MAY_HAVE_ARRIVED,
    ).exclude(pk=message.pk)
    is_enough = reminders.count() >= settings.REMINDERS_A_PERSON
    return Objection(Reason.ENOUGH) if is_enough else None


def end_of_quiet_hours(at: datetime, zone: str) -> datetime | None:
    """Return when the quiet hours end that ``at`` falls into, or None when it falls into none.

    ``settings.QUIET_HOURS`` is ``21:00-08:00`` on the clocks of ``zone``; empty for none.
    """
    if not settings.QUIET_HOURS:
        return None
    start, end = (time.fromisoformat(text) for text in settings.QUIET_HOURS.split("-"))
    local = at.astimezone(ZoneInfo(zone))
    clock = local.time()
    is_overnight = start > end
    is_quiet = (clock >= start or clock < end) if is_overnight else start <= clock < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=is_overnight and clock >= start)
    # In the night when the clocks change, that time may come twice, or never: then the later one.
    ends = [datetime.combine(day, end.replace(fold=fold), ZoneInfo(zone)) for fold in (0, 1)]
    return max(moment.astimezone(at.tzinfo) for moment in ends)
