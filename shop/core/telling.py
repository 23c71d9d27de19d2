"""What staff are told at once over STAFF_ALERT_URLS, at least once: rows that wait for it.

A row is claimed, told, and written down; who dies in between leaves one that is told once more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.core import clock
from shop.core.alerting import notify

log = structlog.get_logger(__name__)

RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
CLAIMED_FOR = timedelta(minutes=5)  # well above the longest talk with a chat service

Words = Callable[[Any], tuple[str, str]]


class ToTell(models.Model):
    """Something that staff should know of at once."""

    # Empty once it was told, or was given up.
    tell_at = models.DateTimeField(_("to be told"), null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=ToTell)


def tell_of(rows: QuerySet[Row], words: Words, *, at: datetime, limit: int) -> int:
    """Tell of at most ``limit`` of ``rows`` that are due; return of how many.

    ``words(row)`` returns title and text, in the shop's language, without anything about a person.
    """
    due = rows.filter(tell_at__lte=at).order_by("tell_at")[:limit]
    return sum(_tell(row, words, at) for row in due)


def _tell(row: ToTell, words: Words, at: datetime) -> bool:
    rows = type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001 - Django's public name
    if not settings.STAFF_ALERT_URLS:
        rows.update(tell_at=None)
        return False
    claimed_until = at + CLAIMED_FOR
    claim = rows.filter(tell_at=row.tell_at)
    if not claim.update(tell_at=claimed_until, tries=row.tries + 1):
        return False
    is_told = _is_told(row, words)
    again = None if row.tries >= len(RETRY_AFTER) else clock.now() + RETRY_AFTER[row.tries]
    mine = rows.filter(tell_at=claimed_until)  # else there is news in it, or somebody else tells
    mine.update(**({"tell_at": None, "told_at": clock.now()} if is_told else {"tell_at": again}))
    if not is_told:
        log.warning("staff_not_told", row=row._meta.label, pk=row.pk, tries=row.tries + 1)  # noqa: SLF001
    return is_told


def _is_told(row: ToTell, words: Words) -> bool:
    """Tell of one row. Whatever breaks counts as not told, and keeps nobody from the next one."""
    try:
        with override(settings.LANGUAGE_CODE):
            told = words(row)
        return notify(*told)
    except Exception:
        log.exception("telling_failed", row=row._meta.label, pk=row.pk)  # noqa: SLF001
        return False
