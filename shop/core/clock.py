"""The one clock. Nothing else asks the machine for the time, so that tests can set it."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return timezone.now()
