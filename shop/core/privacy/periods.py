"""How long what is kept, as the settings say: as moments for the verbs, in words for people."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import ngettext

_DAYS_A_YEAR = 365.25  # on the average of leap years


def unfinished_since(at: datetime) -> datetime:
    """Return when something must have been touched last to be forgotten ``at`` a moment."""
    return at - timedelta(days=settings.RETENTION_DAYS)


def logged_since(at: datetime) -> datetime:
    """Return since when logs are kept. A month is the twelfth part of a year."""
    return at - timedelta(days=settings.LOG_MONTHS * _DAYS_A_YEAR / 12)


def ordered_since(at: datetime) -> datetime:
    """Return since when paid orders keep whose they are."""
    return at - timedelta(days=settings.ORDER_YEARS * _DAYS_A_YEAR)


def days(number: int | None = None) -> str:
    """Return ``number`` of days in words; those of what was never finished without one."""
    number = settings.RETENTION_DAYS if number is None else number
    return ngettext("%d day", "%d days", number) % number


def months() -> str:
    return ngettext("%d month", "%d months", settings.LOG_MONTHS) % settings.LOG_MONTHS


def years() -> str:
    return ngettext("%d year", "%d years", settings.ORDER_YEARS) % settings.ORDER_YEARS
