"""The gate's own rules: those that need nothing but the tables of this app."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Answers, Case, Objection, rule, rule_for_many
from shop.core.messaging.handing_over import ITS_TURN
from shop.core.messaging.models import Channel, Message, State, Suppression
from shop.core.messaging.pausing import ASKED_AGAIN_AFTER, paused_since
from shop.core.messaging.people import lock
from shop.core.messaging.permissions import grounds_for
from shop.core.messaging.reasons import Reason


@rule
def not_erased(message: Message, at: datetime) -> Objection | None:
    return None if message.recipient else Objection(Reason.ERASED)


@rule
def not_too_old(message: Message, at: datetime) -> Objection | None:
    """A backlog is not let loose after an outage: what has lost its use stays here (R4)."""
    is_too_old = message.expires_at and message.expires_at <= at
    return Objection(Reason.EXPIRED) if is_too_old else None


@rule_for_many
def not_suppressed(cases: Sequence[Case]) -> Answers:
    stoppable = [case for case in cases if case.message.policy.suppressed_by]
    suppressions = Suppression.objects.filter(person__pk__among=_people(stoppable))
    reasons = _grouped(suppressions.values_list("person_id", "reason"))
    for case in stoppable:
        if case.message.policy.suppressed_by & reasons[case.message.person_id]:
            yield case, Objection(Reason.SUPPRESSED)


@rule_for_many
def not_paused(cases: Sequence[Case]) -> Answers:
    """While reminders are paused, each waits an hour at a time, and ends by its own age if need be.

    What is due later than that may find the pause lifted: it is asked when it is due.
    """
    until = clock.now() + clock.scaled(ASKED_AGAIN_AFTER)
    soon = [
        case
        for case in cases
        if case.message.message_class == MessageClass.REMINDER and case.at < until
    ]
    if soon and paused_since():
        for case in soon:
            yield case, Objection(Reason.PAUSED, until)


@rule_for_many
def with_consent(cases: Sequence[Case]) -> Answers:
    """Nobody is reminded without a right to it; which one, the case says from then on (P1)."""
    needing = [
        case
        for case in cases
        if case.message.policy.needs_consent and case.message.channel == Channel.EMAIL
    ]
    grounds = grounds_for(_people(needing))
    for case in needing:
        case.ground = grounds.get(case.message.person_id)
        if case.ground is None:
            yield case, Objection(Reason.NO_CONSENT)


@rule
def outside_quiet_hours(message: Message, at: datetime) -> Objection | None:
    if not message.policy.keeps_quiet_hours:
        return None
    until = quiet_until(message.time_zone, at)
    return Objection(Reason.QUIET_HOURS, until) if until else None


@rule_for_many
def not_too_many(cases: Sequence[Case]) -> Answers:
    """At most one reminder a person and gap, and so many ever (R4). An unclear attempt counts as one.

    Two workers with a reminder each for one person take turns here; rules that are asked after this
    one see what was committed before.
    """
    capped = [case for case in cases if case.message.policy.is_capped]
    if not capped:
        return
    lock(*_people(case for case in capped if case.message.pk))  # those of a draft are locked
    theirs = Message.objects.filter(person__pk__among=_people(capped))  # ``message_last_reminder``
    reminded = find_attempts(theirs, by="person_id")
    for case in capped:
        if objection := objection_of_attempts(case, reminded[case.message.person_id]):
            yield case, objection


@dataclass(frozen=True, slots=True)
class Attempt:
    pk: int
    at: datetime
    may_have_arrived: bool  # else it was only claimed, and may be put back


def objection_of_attempts(case: Case, attempts: Iterable[Attempt]) -> Objection | None:
    """Return what other ``attempts`` to remind the same reader say against another one."""
    others = [each for each in attempts if each.pk != case.message.pk]
    until = max((_apart_until(each) for each in others), default=case.at)
    if sum(each.may_have_arrived for each in others) >= settings.REMINDERS_A_PERSON:
        return Objection(Reason.ENOUGH)
    return Objection(Reason.TOO_SOON, until) if until > case.at else None


def _apart_until(attempt: Attempt) -> datetime:
    if not attempt.may_have_arrived:
        return attempt.at + ITS_TURN
    return attempt.at + clock.scaled(timedelta(hours=settings.REMINDER_GAP_HOURS))


def find_attempts(messages: QuerySet[Message], *, by: str) -> Mapping[Any, list[Attempt]]:
    """Return the attempts to remind among ``messages``, by a column of theirs."""
    found = defaultdict(list)
    reminders = messages.filter(
        message_class=MessageClass.REMINDER,
        state__in=(State.SENDING, State.SENT, State.UNKNOWN),
        attempted_at__isnull=False,
    )
    columns = (by, "pk", "attempted_at", "state", "handed_at")
    for reader, pk, at, state, handed_at in reminders.values_list(*columns):
        is_claimed_only = state == State.SENDING and handed_at is None
        found[reader].append(Attempt(pk, at, not is_claimed_only))
    return found


def _people(cases: Iterable[Case]) -> set[int]:
    return {case.message.person_id for case in cases}


def _grouped(rows: Iterable[tuple[int, str]]) -> Mapping[int, set[str]]:
    found = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return found


def quiet_until(time_zone: str, at: datetime) -> datetime | None:
    """Return the end of the quiet hours at ``at``, None outside them; ``time_zone`` as messages have it."""
    return end_of_quiet_hours_in(time_zone.split() or [settings.TIME_ZONE], at)


def end_of_quiet_hours_in(zones: Sequence[str], at: datetime) -> datetime | None:
    """Return the first moment after ``at`` that is quiet in none of ``zones``; None when ``at`` is one.

    Where they lie so far apart that it is always night in one of them, only the first counts.
    """
    until = at
    while ends := [end for zone in zones if (end := end_of_quiet_hours(until, zone))]:
        until = max(ends)
        if until > at + timedelta(days=2):  # by then each zone has had a whole day
            return end_of_quiet_hours(at, zones[0])
    return until if until > at else None


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
