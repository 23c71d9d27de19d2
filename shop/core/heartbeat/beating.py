"""A regular job writes down that it has come to its end."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from shop.core import clock
from shop.core.heartbeat.models import Heartbeat

P = ParamSpec("P")
R = TypeVar("R")

_OFTEN_ENOUGH = timedelta(seconds=20)  # a job that runs every five seconds writes every fourth time
_labels: dict[str, Any] = {}


def beats(job: str, *, label: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function beat for ``job``, its name in the beat schedule, whenever it has ended well.

    ``label`` says what it does, for staff. What it returns is kept if it counts by name.
    """
    _labels[job] = label

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            result = function(*args, **kwargs)
            beat(job, counts=dict(result) if isinstance(result, Mapping) else {})
            return result

        return run

    return decorate


def beat(job: str, *, counts: dict[str, Any] | None = None) -> bool:
    """Write down that ``job`` has just ended; False where that was written a moment ago."""
    at = clock.now()
    last = Heartbeat.objects.filter(job=job).values_list("beat_at", flat=True).first()
    if last is not None and at - _pause() < last <= at:
        return False
    has_paused = last is None or last < at - timedelta(seconds=settings.ALARM_AFTER_SECONDS)
    Heartbeat.objects.bulk_create(
        [Heartbeat(job=job, running_since=at, beat_at=at, counts=counts or {})],
        update_conflicts=True,
        unique_fields=["job"],
        update_fields=["beat_at", "counts", *(["running_since"] if has_paused else [])],
    )
    return True


def label_of(job: str) -> str:
    """Return what ``job`` does, in words; its short name where nobody gave it any."""
    return str(_labels.get(job, job))


def _pause() -> timedelta:
    """Return how long a beat may be left out: never so long that the job would look late."""
    return min(_OFTEN_ENOUGH, timedelta(seconds=settings.ALARM_AFTER_SECONDS) / 3)
