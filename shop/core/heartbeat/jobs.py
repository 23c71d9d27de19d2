"""How the regular jobs do. Which there are, and how often each should run, the beat schedule says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings

from shop.core.heartbeat.beating import label_of
from shop.core.heartbeat.models import Heartbeat

_MISSED_TURNS = 3  # in a row, before a job is late that runs seldom


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a job last ran, after how long without a run it is late, and whether it is."""

    job: str
    label: str
    beat_at: datetime | None
    late_after: timedelta
    is_late: bool


def pulses(*, at: datetime) -> list[Pulse]:
    """Return how each job of the schedule does, in one query.

    One that has never run is late once others have run without a pause for as long as it may take,
    and where none has ever run: nobody knows then since when this shop stands.
    """
    rows = {row.job: row for row in Heartbeat.objects.all()}
    running_since = min((row.running_since for row in rows.values()), default=None)
    return [
        _pulse(job, rows[job].beat_at if job in rows else None, running_since, every, at)
        for job, every in sorted(_schedule().items())
    ]


def _pulse(
    job: str,
    beat_at: datetime | None,
    running_since: datetime | None,
    every: timedelta,
    at: datetime,
) -> Pulse:
    late_after = max(timedelta(seconds=settings.ALARM_AFTER_SECONDS), every * _MISSED_TURNS)
    heard = beat_at or running_since
    is_late = heard is None or heard < at - late_after
    return Pulse(job, label_of(job), beat_at, late_after, is_late)


def _schedule() -> dict[str, timedelta]:
    schedule = current_app.conf.beat_schedule
    return {job: timedelta(seconds=turn["schedule"]) for job, turn in schedule.items()}
