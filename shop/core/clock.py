"""The one clock. Nothing else asks the machine for the time, so that tests can set it."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def long_ago() -> datetime:
    """Return a moment before all others: the default of columns that say "seen until"."""
    return LONG_AGO


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return timezone.now()


def scaled(span: timedelta) -> timedelta:
    """Return how long ``span`` of a plan lasts here: in the demo an hour passes in a minute.

    For delays that people wait for, never for the life of a cookie, a link or a payment.
    """
    return span / int(settings.TIME_SCALE)
