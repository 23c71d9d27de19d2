"""The one clock. Nothing else asks the machine for the time, so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_past: ContextVar[datetime | None] = ContextVar("past", default=None)


def long_ago() -> datetime:
    """Return a moment before all others: the default of columns that say "seen until"."""
    return LONG_AGO


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return _past.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be ``moment``, an aware time, for what runs inside: how the demo tells its past."""
    before = _past.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _past.reset(before)


def scaled(span: timedelta) -> timedelta:
    """Return how long ``span`` of a plan lasts here: in the demo an hour passes in a minute.

    For delays that people wait for, never for the life of a cookie, a link or a payment.
    """
    return span / int(settings.TIME_SCALE)
