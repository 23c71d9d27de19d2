"""Whether the regular jobs still run (pitfall R16): each writes down when it last came to its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from recovery.models import Heartbeat
from shop.core import clock

LATE_AFTER = timedelta(minutes=5)  # of a job that runs every minute


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a job last ran, and whether that is too long ago."""

    beat_at: datetime | None
    is_late: bool


def beat(job: str, *, at: datetime, counts: dict[str, Any]) -> None:
    """Write down that ``job`` has run to its end."""
    Heartbeat.objects.update_or_create(job=job, defaults={"beat_at": at, "counts": counts})


def pulse(job: str) -> Pulse:
    """Return how ``job`` does; one that has never run is late."""
    beat_at = Heartbeat.objects.filter(job=job).values_list("beat_at", flat=True).first()
    return Pulse(beat_at, is_late=beat_at is None or beat_at < clock.now() - LATE_AFTER)
