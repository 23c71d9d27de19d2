"""Notices what was looked at again and again and not put into a cart (R1, S1.5).

Only of people who chose that it is remembered and agreed to reminders, only while a scenario writes about it, and never
beside another visit of theirs: whoever has left more is asked about that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from catalog.models import RememberedView
from recovery.episodes import ledger
from recovery.episodes.buying import purchases_since
from recovery.episodes.causes import causes
from recovery.episodes.facts import facts_of_look
from recovery.episodes.locking import Overtaken
from recovery.episodes.looks import Look, looks
from recovery.episodes.opening import closing_time, create
from recovery.models import Code, Depth, Episode, EpisodeState, Scenario, Verdict
from recovery.reminding.planning import plan_reminders


@dataclass(frozen=True, slots=True)
class Found:
    """A remembered view as the search found it."""

    pk: int
    person_id: int
    last_at: datetime
    noticed: int | None  # the open episode of it, which ends by a new look


def looked_at(*, at: datetime, idle_since: datetime, times: int) -> Any:
    """Return what was looked at so often and not since, and what is open and was looked at again.

    One search, of what no sweep has seen (``view_often``): both are few.
    """
    mine = Episode.objects.filter(
        person=OuterRef("person"), state=EpisodeState.OPEN, view=OuterRef("pk")
    )
    rows = RememberedView.objects.viewed_often(at, times).annotate(
        noticed=Subquery(mine.values("pk")[:1])
    )
    due = rows.filter(Q(last_at__lte=idle_since) | Q(noticed__isnull=False))
    return due.values_list("pk", "person_id", "last_at", "noticed")


def notice_looks(*, seen: Sequence[Found], at: datetime, scenario: Scenario) -> list[Episode]:
    """Open an episode for what was looked at, one a person, and mark all of it as seen.

    One transaction, safe to run twice and side by side. Raises Overtaken where one was looked at
    again in this moment, or another sweep has met it; nothing was written then.
    """
    with transaction.atomic():
        # What was looked at before the scenario was switched on is nobody's visit (pitfall R6).
        since = scenario.activated_at or at
        read = looks([each.pk for each in seen if each.last_at >= since])
        counting = _counting(read.values())
        open_ones = Episode.objects.filter(
            person__in=[look.view.person_id for look in counting], state=EpisodeState.OPEN
        )
        known = {episode.person_id: episode for episode in open_ones}
        new = _one_a_person(look for look in counting if look.view.person_id not in known)
        passed = [known[look.view.person_id] for look in counting if look.view.person_id in known]
        episodes = [_episode(look, scenario, at) for look in new]
        create(episodes, at=at)
        lines = [
            ledger.line(each, Verdict.NOT_NOTICED, Code.OTHER_OPEN, at=at, depth="product")
            for each in passed
        ]
        lines += plan_reminders(list(zip(episodes, new, strict=True)), at=at)
        ledger.write(lines)
        _mark(seen)
    return episodes


def _counting(read: Iterable[Look]) -> list[Look]:
    """Leave out staff, what is nobody's business, is in a cart by now, was bought or followed by more."""
    asked = [
        look
        for look in read
        if look.nothing_to_say is None
        and look.user is not None
        and not look.user.is_staff
        and not look.came_back_at(look.view.last_at)
    ]
    # What has no episode yet is asked about as if it had.
    fresh = [
        (Episode(pk=look.view.pk, person_id=look.view.person_id, left_at=look.view.last_at), look)
        for look in asked
    ]
    bought = purchases_since(fresh)
    return [look for look in asked if look.view.pk not in bought]


def _one_a_person(read: Iterable[Look]) -> list[Look]:
    """Of several that a person looked at: what they looked at most, and of those the last.

    In the order of the people, in which other sweeps meet them, too.
    """
    best: dict[int, Look] = {}
    for look in sorted(read, key=lambda each: (each.view.times, each.view.last_at, each.view.pk)):
        best[look.view.person_id] = look
    return [best[person] for person in sorted(best)]


def _episode(look: Look, scenario: Scenario, at: datetime) -> Episode:
    ranked = causes(facts_of_look(look))
    return Episode(
        person_id=look.view.person_id,
        view=look.view,
        scenario=scenario,
        noticed_for=Code.LOOKED_AT,
        depth=Depth.PRODUCT,
        cause=ranked[0][0],
        causes=[[cause, evidence] for cause, evidence in ranked],
        left_at=look.view.last_at,
        opened_at=at,
        closes_at=closing_time(look.view.last_at, scenario),
    )


def _mark(seen: Sequence[Found]) -> None:
    """Mark as seen what still is as it was read, last of all: a look locks its person before it."""
    rows = RememberedView.objects.filter(swept_until__lt=F("last_at"))
    locked = rows.select_for_update().filter(pk__in=[each.pk for each in seen]).order_by("pk")
    if dict(locked.values_list("pk", "last_at")) != {each.pk: each.last_at for each in seen}:
        raise Overtaken
    RememberedView.objects.filter(pk__in=[each.pk for each in seen]).update(
        swept_until=F("last_at")
    )
