"""What was left, what was done about it, and what came back (A3). Plain counts: no control group."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.periods import Period
from recovery.models import Alert, Decision, Episode, EpisodeState, Reminder, Scenario, Verdict
from shop.core.messaging.models import State, Suppression, SuppressionReason

_MINE = OuterRef("pk")
_GROUPS = ("scenario", "cause", "depth", "said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of visits that were left. Each is written to, waiting or held back, and each is
    open, came back, ordered, given up or dropped; ``returned`` has those that ordered in it.
    """

    noticed: int = 0
    written: int = 0  # at least one message was sent, or may have been
    waiting: int = 0  # no message yet, one to come
    returned: int = 0
    by_link: int = 0
    ordered: int = 0
    revenue: int = 0  # minor units; an order counts once
    abandoned: int = 0
    dropped: int = 0
    open: int = 0
    stopped: int = 0  # asked to be left alone since

    @property
    def held_back(self) -> int:
        return self.noticed - self.written - self.waiting

    def __add__(self, other: "Outcome") -> "Outcome":
        names = [each.name for each in fields(self)]
        return Outcome(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Cube:
    """Outcomes by scenario, cause, depth and answer at once: as many cells as there are kinds of visits."""

    cells: list[tuple[dict[str, Any], Outcome]]

    @property
    def total(self) -> Outcome:
        return _sum(outcome for _group, outcome in self.cells)

    def by(self, name: str) -> dict[Any, Outcome]:
        """Return the outcomes by ``scenario``, ``cause``, ``depth`` or ``said``."""
        keys = {group[name] for group, _outcome in self.cells}
        return {
            key: _sum(outcome for group, outcome in self.cells if group[name] == key)
            for key in keys
        }


def outcomes(period: Period) -> Cube:
    """Return what became of the visits left in ``period``: one query (``episode_newest``)."""
    rows = _judged(period).values(*_GROUPS).annotate(**_sums()).order_by(*_GROUPS)
    return Cube([({name: row.pop(name) for name in _GROUPS}, Outcome(**row)) for row in rows])


def by_day(period: Period) -> dict[date, Outcome]:
    """Return every day of ``period``, in order, by the day on which was left: one query."""
    day = TruncDate("left_at", tzinfo=timezone.get_current_timezone())
    rows = _judged(period).annotate(day=day).values("day").annotate(**_sums()).order_by("day")
    known = {row.pop("day"): Outcome(**row) for row in rows}
    return {each: known.get(each, Outcome()) for each in period.days}


def held_back(period: Period) -> dict[str, int]:
    """Return why nobody was written to, ``{code of the ledger: visits}``: two queries.

    A visit with several reminders can be there with several reasons.
    """
    refused = Decision.objects.filter(
        period.holds("episode__left_at"), verdict=Verdict.NOT_PLANNED
    ).values_list("code")
    taken_back = Reminder.objects.filter(
        period.holds("episode__left_at"), message__state__in=[State.SKIPPED, State.FAILED]
    ).values_list("message__reason")
    reasons: dict[str, int] = {}
    for rows in (refused, taken_back):
        for code, visits in rows.annotate(visits=Count("episode", distinct=True)).order_by():
            reasons[code] = reasons.get(code, 0) + visits
    return dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0])))


def alerts(period: Period) -> dict[str, int]:
    """Return the failed payments that staff were to see to: one query (``alert_by_day``)."""
    counted: dict[str, int] = Alert.objects.filter(period.holds("created_at")).aggregate(
        raised=Count("pk"),
        seen=Count("seen_at"),
        paid=Count("pk", filter=Q(payment__order__placed_at__isnull=False)),
    )
    return counted


def scenarios() -> dict[int, str]:
    return {scenario.pk: str(scenario) for scenario in Scenario.objects.all()}


def _judged(period: Period) -> QuerySet[Any, Any]:
    messages = Reminder.objects.filter(episode=_MINE)
    earlier = Episode.objects.filter(bought=OuterRef("bought"), pk__lt=_MINE)
    stopped = Suppression.objects.filter(
        person=OuterRef("person"),
        reason=SuppressionReason.STOPPED,
        created_at__gte=OuterRef("left_at"),
    )
    return Episode.objects.filter(period.holds("left_at")).annotate(
        was_sent=Exists(messages.filter(message__state__in=[State.SENT, State.UNKNOWN])),
        is_due=Exists(messages.filter(message__state__in=[State.DUE, State.SENDING])),
        is_counted=Exists(earlier),
        has_stopped=Exists(stopped),
    )


def _sums() -> dict[str, Any]:
    def visits(*conditions: Q) -> Count:
        return Count("pk", filter=Q(*conditions))

    def ended(*states: EpisodeState) -> Count:
        return visits(Q(state__in=states))

    return {
        "noticed": Count("pk"),
        "written": visits(Q(was_sent=True)),
        "waiting": visits(Q(was_sent=False), Q(is_due=True)),
        "returned": ended(EpisodeState.RETURNED, EpisodeState.RECOVERED),
        "by_link": visits(Q(came_by_link=True)),
        "ordered": ended(EpisodeState.RECOVERED),
        "revenue": Sum("bought__total", filter=Q(is_counted=False), default=0),
        "abandoned": ended(EpisodeState.ABANDONED),
        "dropped": ended(EpisodeState.DROPPED),
        "open": ended(EpisodeState.OPEN),
        "stopped": visits(Q(has_stopped=True)),
    }


def _sum(outcomes: Iterable[Outcome]) -> Outcome:
    return sum(outcomes, Outcome())
