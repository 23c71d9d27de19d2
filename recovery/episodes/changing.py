"""How an episode ends: a conditional update, a line of the ledger, its reminders taken back, and
whoever follows it outside is told.
"""

from datetime import datetime
from typing import Any

from recovery.episodes import ledger
from recovery.models import Code, Episode, EpisodeState, Verdict
from recovery.models.episode import TRANSITIONS
from recovery.webhooks.catalogue import WebhookEvent
from recovery.webhooks.recording import record_episodes
from shop.core.messaging import outbox
from shop.core.messaging.models import Message, State
from shop.core.messaging.reasons import Reason

_VERDICTS = {
    EpisodeState.RETURNED: Verdict.RETURNED,
    EpisodeState.RECOVERED: Verdict.RECOVERED,
    EpisodeState.ABANDONED: Verdict.ABANDONED,
    EpisodeState.DROPPED: Verdict.DROPPED,
}
_EVENTS = {
    EpisodeState.RETURNED: WebhookEvent.CART_RETURNED,
    EpisodeState.RECOVERED: WebhookEvent.CART_RECOVERED,
    EpisodeState.ABANDONED: WebhookEvent.CART_OFFICIALLY_ABANDONED,
    EpisodeState.DROPPED: WebhookEvent.CART_DROPPED,
}
# What the reminders that are still due are taken back for.
_REASONS = {
    EpisodeState.RETURNED: Reason.CAME_BACK,
    EpisodeState.RECOVERED: Reason.BOUGHT,
    EpisodeState.ABANDONED: Reason.EXPIRED,
    EpisodeState.DROPPED: Reason.NOTHING_TO_SAY,
}


def move_episode(
    episode: Episode, to: EpisodeState, code: Code, *, at: datetime, **changes: Any
) -> bool:
    """Move ``episode`` to ``to`` if it still stands as it was read; False when it does not.

    Inside the caller's transaction. Messages are locked here: whoever locks a person must do so
    later, as the sender does. Raises ValueError for a step that the table does not have.
    """
    origin = EpisodeState(episode.state)
    if to not in TRANSITIONS[origin]:
        message = f"an episode never goes from {origin} to {to}"
        raise ValueError(message)
    changes = {"state": to, "closed_at": at, **changes}
    if not Episode.objects.filter(pk=episode.pk, state=origin).update(**changes):
        return False
    for name, value in changes.items():
        setattr(episode, name, value)
    ledger.record(episode, _VERDICTS[to], code, at=at)
    take_back(episode, _REASONS[to])
    record_episodes(_EVENTS[to], [episode], at=at)
    return True


def take_back(episode: Episode, reason: Reason) -> None:
    """Take back the reminders of ``episode`` that are still due."""
    due = Message.objects.filter(reminder__episode=episode, state=State.DUE)
    for message in due.order_by("pk"):
        outbox.withdraw(message, reason=reason)
