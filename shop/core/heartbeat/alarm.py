"""Tells staff that regular work is late, again while it stays so, and when it no longer is (R16).

At least once: who dies between telling and writing it down leaves an alarm that is told once more.
Each alarm is claimed by a conditional update, so that of any number of watchers one tells.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, override

from shop.core.admin import written
from shop.core.alerting import notify
from shop.core.heartbeat import beating, behind
from shop.core.heartbeat.jobs import pulses
from shop.core.heartbeat.models import Alarm

log = structlog.get_logger(__name__)

AGAIN_AFTER = timedelta(hours=6)  # while it lasts
CLAIMED_FOR = timedelta(minutes=5)  # well above the longest talk with a chat service
_JOB, _WAITING = "job:", "waiting:"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is late: a job that does not run, or rows that wait for one."""

    what: str
    since: datetime | None
    count: int
    late_after: timedelta


def look(*, at: datetime) -> list[Trouble]:
    """Return what is late at ``at``, in two queries and those that the apps need beforehand."""
    jobs = [
        Trouble(_JOB + pulse.job, pulse.beat_at, 0, pulse.late_after)
        for pulse in pulses(at=at)
        if pulse.is_late
    ]
    waiting = [
        Trouble(_WAITING + found.name, found.oldest_at, found.count, behind.late_after())
        for found in behind.backlogs(at=at)
        if found.is_late
    ]
    return jobs + waiting


def watch(*, at: datetime, since: datetime) -> tuple[list[str], list[str]]:
    """Look, and tell staff; return what they were told to be late, and to be in time again.

    A watcher that began at ``since`` raises nothing that it has not watched for as long as that
    may take: after a night's standstill, or in a new shop, jobs get the time to run.
    """
    troubles = {trouble.what: trouble for trouble in look(at=at)}
    _raise([each for each in troubles.values() if since <= at - each.late_after], at)
    _follow(troubles, at)
    return _tell_late(troubles, at), _tell_ended(at)


def _raise(troubles: Collection[Trouble], at: datetime) -> None:
    alarms = [Alarm(what=trouble.what, began_at=at, tell_at=at) for trouble in troubles]
    Alarm.objects.bulk_create(alarms, ignore_conflicts=True)


def _follow(troubles: Collection[str], at: datetime) -> None:
    """Note what is over, and what is late again before anybody was told that it was over."""
    Alarm.objects.filter(ended_at=None).exclude(what__in=troubles).update(ended_at=at, tell_at=at)
    again = Alarm.objects.filter(ended_at__isnull=False, what__in=troubles)
    again.update(ended_at=None, tell_at=at)


def _tell_late(troubles: Mapping[str, Trouble], at: datetime) -> list[str]:
    claimed = _claimed(Alarm.objects.filter(ended_at=None, tell_at__lte=at), at)
    late = [troubles[what] for what in claimed if what in troubles]
    if not late:
        return []
    log.error("regular_work_late", what=claimed)
    if not _is_told(*_late_words(late)):
        return []
    _still_ours(claimed, at).update(tell_at=at + AGAIN_AFTER)
    return claimed


def _tell_ended(at: datetime) -> list[str]:
    claimed = _claimed(Alarm.objects.filter(ended_at__isnull=False, tell_at__lte=at), at)
    if not claimed:
        return []
    log.info("regular_work_in_time", what=claimed)
    if not _is_told(*_ended_words(claimed)):
        return []
    _still_ours(claimed, at).filter(ended_at__isnull=False).delete()
    return claimed


def _claimed(due: QuerySet[Alarm], at: datetime) -> list[str]:
    """Take each of ``due`` that nobody else takes in this moment."""
    return [
        alarm.what
        for alarm in list(due.order_by("what"))
        if due.filter(what=alarm.what, tell_at=alarm.tell_at).update(tell_at=at + CLAIMED_FOR)
    ]


def _still_ours(claimed: Collection[str], at: datetime) -> QuerySet[Alarm]:
    return Alarm.objects.filter(what__in=claimed, tell_at=at + CLAIMED_FOR)


def _is_told(title: str, body: str) -> bool:
    """Tell; without STAFF_ALERT_URLS the log has told all there is."""
    if not settings.STAFF_ALERT_URLS:
        return True
    try:
        is_told = notify(title, body)
    except Exception:
        log.exception("alarm_failed")
        return False
    if not is_told:
        log.warning("staff_not_told", title=title)
    return is_told


def _late_words(troubles: Collection[Trouble]) -> tuple[str, str]:
    with override(settings.LANGUAGE_CODE):
        title = gettext("%(shop)s: regular work is late") % {"shop": settings.SHOP_NAME}
        lines = [_line(trouble) for trouble in troubles]
        lines.append(gettext("Do the workers run, and the scheduler?"))
        lines.append(settings.BASE_URL + reverse("admin:index"))
    return title, "\n".join(lines)


def _line(trouble: Trouble) -> str:
    facts = {
        "what": _label(trouble.what),
        "at": written(trouble.since) if trouble.since else "",
        "count": trouble.count,
    }
    if trouble.what.startswith(_WAITING):
        return gettext("%(what)s: %(count)s, the oldest since %(at)s") % facts
    if trouble.since is None:
        return gettext("%(what)s: has never run") % facts
    return gettext("%(what)s: last run %(at)s") % facts


def _ended_words(claimed: Collection[str]) -> tuple[str, str]:
    with override(settings.LANGUAGE_CODE):
        title = gettext("%(shop)s: regular work is in time again") % {"shop": settings.SHOP_NAME}
        return title, "\n".join(_label(what) for what in claimed)


def _label(what: str) -> str:
    kind, _, name = what.partition(":")
    return beating.label_of(name) if f"{kind}:" == _JOB else behind.label_of(name)
