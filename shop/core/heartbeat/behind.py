"""What waits for the regular jobs, how much of it, and since when: all of it in one statement.

An app registers what waits in its tables. Each is a count and a minimum over a partial index that
holds only what waits, so that asking costs what is waiting, never what was ever done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, F, Func, IntegerField, QuerySet, Value
from django.http import HttpRequest

from shop.core import clock

Rows = Callable[[datetime], QuerySet[Any] | list[QuerySet[Any]]]

_LATE = 3  # times ALARM_AFTER_SECONDS: a job that runs again has caught up by then


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many rows of a kind wait, since when the oldest does, and whether that is too long."""

    name: str
    label: str
    count: int
    oldest_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class _Kind:
    label: Any
    moment: str
    is_watched: bool
    rows: Rows


_kinds: dict[str, _Kind] = {}


def waits(name: str, *, label: Any, moment: str, is_watched: bool = True) -> Callable[[Rows], Rows]:
    """Register rows that wait: a function that returns them, of one table or of several, at a moment.

    ``moment`` is the column since which a row waits. What is not watched waits for people, who
    take their time: it is counted and never late.
    """

    def register(rows: Rows) -> Rows:
        _kinds[name] = _Kind(label, moment, is_watched, rows)
        return rows

    return register


def backlogs(*, at: datetime) -> list[Backlog]:
    """Return what waits at ``at``, each kind in its order of registration."""
    found: dict[str, list[tuple[int, datetime | None]]] = {name: [] for name in _kinds}
    for name, count, oldest in _ask(at):
        found[name].append((count, oldest))
    return [_judged(name, rows, late_before=at - late_after()) for name, rows in found.items()]


def backlogs_on(request: HttpRequest) -> list[Backlog]:
    """Return what waits now, asked once for a page that shows parts of it in several places."""
    found: list[Backlog] | None = getattr(request, "_backlogs", None)
    if found is None:
        found = backlogs(at=clock.now())
        request._backlogs = found  # type: ignore[attr-defined]  # noqa: SLF001 - ours
    return found


def late_after() -> timedelta:
    """Return how long a row that is watched may wait."""
    return timedelta(seconds=settings.ALARM_AFTER_SECONDS) * _LATE


def label_of(name: str) -> str:
    """Return what waits under ``name``, in words; the name where nothing does any more."""
    return str(_kinds[name].label) if name in _kinds else name


def _judged(
    name: str, rows: list[tuple[int, datetime | None]], *, late_before: datetime
) -> Backlog:
    kind = _kinds[name]
    oldest = min((since for _count, since in rows if since), default=None)
    is_late = kind.is_watched and oldest is not None and oldest < late_before
    return Backlog(name, str(kind.label), sum(count for count, _ in rows), oldest, is_late)


def _ask(at: datetime) -> QuerySet[Any]:
    first, *others = (
        _summed(name, rows, kind.moment)
        for name, kind in _kinds.items()
        for rows in _listed(kind.rows(at))
    )
    found: QuerySet[Any] = first.union(*others, all=True)
    return found


def _listed(rows: QuerySet[Any] | list[QuerySet[Any]]) -> list[QuerySet[Any]]:
    return rows if isinstance(rows, list) else [rows]


def _summed(name: str, rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
    """Return one row. Functions instead of Django's aggregates: those would end the queryset."""
    summed: QuerySet[Any] = rows.order_by().annotate(
        what=Value(name),
        waiting=Func(function="COUNT", template="COUNT(*)", output_field=IntegerField()),
        oldest=Func(F(moment), function="MIN", output_field=DateTimeField()),
    )
    return summed.values_list("what", "waiting", "oldest")
