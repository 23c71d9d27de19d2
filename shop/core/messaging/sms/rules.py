"""What the gate asks besides of an SMS. Who gets none costs nothing here but a look at the channel."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from shop.core.messaging.classes import MessageClass
from shop.core.messaging.gate import Answers, Case, Objection, rule_for_many
from shop.core.messaging.models import Channel, Message, Person, Suppression
from shop.core.messaging.people import find_people, lock
from shop.core.messaging.permissions import agreed_to_sms
from shop.core.messaging.reasons import Reason
from shop.core.messaging.rules import end_of_quiet_hours_in, find_attempts, objection_of_attempts
from shop.core.messaging.sms.numbers import country_of, is_e164

_SUNDAY = 6
# No text by night, on Sundays and on public holidays. French services name different nights for
# advertising (OVH, www.ovhtelecom.fr/sms/api-sms.xml: 22-8 h, and puts it off likewise; Digitaleo,
# www.digitaleo.fr/blog/legislation-sms-commerciaux: 20-10 h): the longest is none too long.
_FIRST, _LAST = time(10), time(20)


def _texts(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.message.channel == Channel.SMS]


@rule_for_many
def by_a_service(cases: Sequence[Case]) -> Answers:
    for case in _texts(cases):
        if not settings.SMS_URLS:
            yield case, Objection(Reason.SMS_OFF)


@rule_for_many
def with_consent_to_sms(cases: Sequence[Case]) -> Answers:
    """A box of its own, ticked: to have bought something gives no right to a phone (P1)."""
    needing = [case for case in _texts(cases) if case.message.policy.needs_consent]
    if not needing:
        return
    agreed = agreed_to_sms({case.message.person_id for case in needing})
    for case in needing:
        case.ground = agreed.get(case.message.person_id)
        if case.ground is None:
            yield case, Objection(Reason.NO_SMS_CONSENT)


@rule_for_many
def to_a_number_that_lets(cases: Sequence[Case]) -> Answers:
    """Whoever answered STOP is left alone, whichever address the number is typed beside.

    Nor is one number reminded more often than one person may be: by whom it was typed nobody knows.
    Two workers with a text each for one number take turns here, as in ``not_too_many``.
    """
    texts = [case for case in _texts(cases) if is_e164(case.message.recipient)]
    if not texts:
        return
    owners = find_people({case.message.recipient for case in texts})
    reasons = _reasons(list(owners.values()))
    lock(*(owner.pk for owner in owners.values()))
    capped = [case for case in texts if case.message.policy.is_capped]
    numbers = [case.message.recipient for case in capped]
    sent = Message.objects.filter(channel=Channel.SMS, recipient__in=numbers)
    attempts = find_attempts(sent, by="recipient") if capped else {}
    for case in texts:
        number = case.message.recipient
        owner = owners.get(number)
        if owner and case.message.policy.suppressed_by & reasons.get(owner.pk, set()):
            yield case, Objection(Reason.SUPPRESSED)
        elif objection := objection_of_attempts(case, attempts.get(number, ())):
            yield case, objection


@rule_for_many
def on_a_working_day(cases: Sequence[Case]) -> Answers:
    for case in _texts(cases):
        message = case.message
        if message.message_class == MessageClass.REMINDER and is_e164(message.recipient):
            zones = message.time_zone.split() or [settings.TIME_ZONE]
            until = end_of_rest(case.at, zones, country_of(message.recipient))
            if until:
                yield case, Objection(Reason.DAY_OF_REST, until)


def end_of_rest(at: datetime, zones: Sequence[str], country: str) -> datetime | None:
    """Return the first moment after ``at`` at which a phone in ``zones`` may ring; None when ``at`` is one.

    Without ``settings.QUIET_HOURS`` the shop keeps none, and no Sunday either.
    """
    if not settings.QUIET_HOURS:
        return None
    until = at
    while True:
        ends = [_end_in(until, zone, country) for zone in zones]
        later = max(*ends, end_of_quiet_hours_in(zones, until) or until)
        if later == until:
            return until if until > at else None
        if later > at + timedelta(days=14):  # zones that are never awake together
            return end_of_rest(at, zones[:1], country) if len(zones) > 1 else later
        until = later


def _end_in(at: datetime, zone: str, country: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    day = local.date()
    if not _rests(day, country) and _FIRST <= local.time() < _LAST:
        return at
    if local.time() >= _FIRST:
        day += timedelta(days=1)
    while _rests(day, country):
        day += timedelta(days=1)
    return datetime.combine(day, _FIRST, ZoneInfo(zone)).astimezone(at.tzinfo)


def _rests(day: date, country: str) -> bool:
    return day.weekday() == _SUNDAY or day in _holidays(country, day.year)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    # Half a second and 13 MB: only for a process that sends SMS.
    import holidays  # noqa: PLC0415

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def _reasons(people: Collection[Person]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Suppression.objects.filter(person__in=people).values_list("person_id", "reason")
    for person, reason in rows:
        found.setdefault(person, set()).add(reason)
    return found
