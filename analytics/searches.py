"""What people looked for, as it was written down: with nobody behind it (S1.5, A1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.periods import Period
from catalog.models import Search

MOVED_BY = 3  # searches more or fewer from which on a term counts as rising or falling
NOT_FOUND = Q(hits=0)


@dataclass(frozen=True, slots=True)
class Counted:
    """Searches, those of them that found nothing, and all that was found together."""

    searches: int = 0
    without: int = 0
    hits: int = 0

    @property
    def average(self) -> Decimal:
        return Decimal(self.hits) / self.searches if self.searches else Decimal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that were looked for; ``typed`` is how most people wrote them."""

    typed: str
    searches: int
    before: int = 0
    without: int = 0
    average: Decimal | float = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    top: list[Term]
    unfound: list[Term]
    rising: list[Term]
    falling: list[Term]


def counted(period: Period) -> Counted:
    """Return what there was in ``period``: one query."""
    row = Search.objects.filter(period.holds("searched_at")).aggregate(
        searches=Count("pk"), without=Count("pk", filter=NOT_FOUND), hits=Sum("hits", default=0)
    )
    return Counted(**row)


def by_day(period: Period) -> dict[date, Counted]:
    """Return every day of ``period``, in order, also those on which nobody looked: one query."""
    rows = (
        Search.objects.filter(period.holds("searched_at"))
        .annotate(day=TruncDate("searched_at", tzinfo=timezone.get_current_timezone()))
        .values("day")
        .annotate(searches=Count("pk"), without=Count("pk", filter=NOT_FOUND), found=Sum("hits"))
        .order_by("day")
    )
    known = {row["day"]: Counted(row["searches"], row["without"], row["found"]) for row in rows}
    return {day: known.get(day, Counted()) for day in period.days}


def terms(period: Period, *, most: int, moved: int) -> Terms:
    """Return the ``most`` terms asked for, and the ``moved`` that changed most: five queries."""
    now = _by_words(period)
    both = _compared(period)
    rows = {
        "top": now.order_by("-searches", "words")[:most],
        "unfound": now.filter(without__gt=0).order_by("-without", "-searches", "words")[:most],
        "rising": both.filter(rise__gte=MOVED_BY).order_by("-rise", "words")[:moved],
        "falling": both.filter(rise__lte=-MOVED_BY).order_by("rise", "words")[:moved],
    }
    found: dict[str, list[dict[str, Any]]] = {name: list(each) for name, each in rows.items()}
    typed = _as_typed(period, {row["words"] for each in found.values() for row in each})
    return Terms(**{name: [_term(row, typed) for row in each] for name, each in found.items()})


def _by_words(period: Period) -> QuerySet[Any, Any]:
    asked = Search.objects.filter(period.holds("searched_at")).exclude(words="")
    return asked.values("words").annotate(
        searches=Count("pk"),
        without=Count("pk", filter=NOT_FOUND),
        average=Avg("hits"),
        last_at=Max("searched_at"),
    )


def _compared(period: Period) -> QuerySet[Any, Any]:
    is_now, was_then = period.holds("searched_at"), period.before.holds("searched_at")
    asked = Search.objects.filter(is_now | was_then).exclude(words="")
    return asked.values("words").annotate(
        searches=Count("pk", filter=is_now),
        before=Count("pk", filter=was_then),
        rise=F("searches") - F("before"),
    )


def _as_typed(period: Period, of_words: Iterable[str]) -> dict[str, str]:
    """Return the most common spelling of each; of equals the first in the alphabet."""
    is_near = period.holds("searched_at") | period.before.holds("searched_at")
    rows = (
        Search.objects.filter(is_near, words__in=of_words)
        .values_list("words", "text")
        .annotate(times=Count("pk"))
        .order_by("words", "-times", "text")
    )
    spelt: dict[str, str] = {}
    for words, text, _times in rows:
        spelt.setdefault(words, text)
    return spelt


def _term(row: dict[str, Any], typed: dict[str, str]) -> Term:
    words = row.pop("words")
    row.pop("rise", None)
    return Term(typed=typed[words], **row)
