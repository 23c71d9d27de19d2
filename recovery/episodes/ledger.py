"""Writes the ledger, and reads it: why a visit was noticed, what was planned and decided, and what
became of each message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recovery.models import Code, Decision, Depth, Episode, Reminder, Verdict
from shop.core.messaging.grounds import Ground
from shop.core.messaging.models import Channel, MessageEvent, State

_VERDICTS = {
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
    about = Reminder.objects.filter(episode__in=episodes)
    reminders = list(about.select_related("episode", "message"))
    lines = [
        *map(_noticed, episodes),
        *map(_planned, reminders),
        *_decisions(episodes),
        *_events(episodes),
        *map(_sent, [each for each in reminders if each.message.state == State.SENT]),
    ]
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


def _planned(reminder: Reminder) -> Entry:
    facts = {"step": reminder.step_slug, **reminder.facts}
    return _of_reminder(reminder, Verdict.PLANNED, Code(reminder.code), reminder.planned_at, facts)


def _sent(reminder: Reminder) -> Entry:
    at = reminder.message.sent_at or reminder.planned_at
    code = Code.SENT_BY_SMS if reminder.channel == Channel.SMS else Code.SENT
    return _of_reminder(reminder, Verdict.SENT, code, at, {"step": reminder.step_slug})


def _of_reminder(
    reminder: Reminder, verdict: Verdict, code: Code, at: datetime, facts: dict[str, Any]
) -> Entry:
    return Entry(
        person=reminder.episode.person_id,
        episode=reminder.episode_id,
        decision=verdict,
        code=code,
        facts=facts,
        at=at,
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
    """A claim says nothing of its own: what follows it does. That it was sent, the message says."""
    rows = (
        MessageEvent.objects.filter(message__reminder__episode__in=episodes)
        .exclude(to_state__in=[State.SENDING, State.SENT])
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
            code=Code(reason),
            facts={"step": step},
            at=at,
        )
