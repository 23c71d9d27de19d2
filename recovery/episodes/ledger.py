"""Writes the ledger, and reads it: why a visit was noticed, what was planned and decided, and what
became of each message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recovery.models import Code, Decision, Depth, Episode, Reminder, Verdict
from shop.core.messaging.grounds import Ground
from shop.core.messaging.models import MessageEvent, State

_VERDICTS = {
    State.SENT: Verdict.SENT,
    State.SKIPPED: Verdict.NOT_SENT,
    State.FAILED: Verdict.NOT_SENT,
    State.UNKNOWN: Verdict.UNCLEAR,
    State.DUE: Verdict.PUT_OFF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the ledger. Person and episode are None for a cart that was never noticed."""

    person: int | None
    episode: int | None
    decision: Verdict
    code: Code
    facts: dict[str, Any]
    at: datetime

    @property
    def words(self) -> str:
        """Why, and of a reminder by what right."""
        ground = self.facts.get("ground")
        return f"{self.code.label} {Ground(ground).label}" if ground else str(self.code.label)

    def as_json(self) -> dict[str, Any]:
        """Return the line as ``docs/contracts.md`` promises it."""
        return {
            "person": self.person,
            "episode": self.episode,
            "decision": self.decision.value,
            "code": self.code.value,
            "facts": self.facts,
            "at": self.at.isoformat(),
        }


def line(episode: Episode, verdict: Verdict, code: Code, *, at: datetime, **facts: Any) -> Decision:
    """Return a line that is not written down yet; see ``write``."""
    return Decision(
        person_id=episode.person_id,
        episode=episode,
        verdict=verdict,
        code=code,
        facts=facts,
        at=at,
    )


def write(lines: Iterable[Decision]) -> None:
    """Write lines down, in their order, in the transaction of what they tell."""
    Decision.objects.bulk_create(lines)


def record(episode: Episode, verdict: Verdict, code: Code, *, at: datetime, **facts: Any) -> None:
    """Write one line down."""
    write([line(episode, verdict, code, at=at, **facts)])


def entries(*episodes: Episode) -> list[Entry]:
    """Return the lines of ``episodes``, the oldest first: three queries, however many there are."""
    lines = [
        *map(_noticed, episodes), *_planned(episodes), *_decisions(episodes), *_events(episodes)
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.at)


def _noticed(episode: Episode) -> Entry:
    return Entry(
        person=episode.person_id,
        episode=episode.pk,
        decision=Verdict.NOTICED,
        code=Code(episode.noticed_for),
        facts={"depth": Depth(episode.depth).name.lower(), "cause": episode.cause},
        at=episode.opened_at,
    )


def _planned(episodes: Iterable[Episode]) -> Iterable[Entry]:
    for row in Reminder.objects.filter(episode__in=episodes).select_related("episode"):
        yield Entry(
            person=row.episode.person_id,
            episode=row.episode_id,
            decision=Verdict.PLANNED,
            code=Code(row.code),
            facts={"step": row.step_slug, **row.facts},
            at=row.planned_at,
        )


def _decisions(episodes: Iterable[Episode]) -> Iterable[Entry]:
    for row in Decision.objects.filter(episode__in=episodes):
        yield Entry(
            person=row.person_id,
            episode=row.episode_id,
            decision=Verdict(row.verdict),
            code=Code(row.code),
            facts=row.facts,
            at=row.at,
        )


def _events(episodes: Iterable[Episode]) -> Iterable[Entry]:
    """A claim says nothing of its own: what follows it does."""
    rows = (
        MessageEvent.objects.filter(message__reminder__episode__in=episodes)
        .exclude(to_state=State.SENDING)
        .values_list(
            "message__person_id", "message__reminder__episode_id",
            "message__reminder__step_slug", "to_state", "reason", "at", "pk",
        )
        .order_by("pk")
    )  # fmt: skip
    for person, episode, step, state, reason, at, _pk in rows:
        yield Entry(
            person=person,
            episode=episode,
            decision=_VERDICTS[State(state)],
            code=Code(reason) if reason else Code.SENT,
            facts={"step": step},
            at=at,
        )
