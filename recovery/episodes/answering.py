"""What somebody answers when they are asked what got in their way (R11)."""

from datetime import datetime

from django.db import transaction

from recovery.episodes import ledger
from recovery.episodes.changing import take_back
from recovery.models import Code, Episode, Obstacle, Reply, Verdict
from shop.core.messaging.reasons import Reason


def answer(
    *, episode: Episode, said: Obstacle, words: str = "", language: str, at: datetime
) -> None:
    """Write down what they chose, and their words for a human; no more reminders of this visit go.

    Safe to repeat: the last answer counts, and new words replace the former ones.
    """
    with transaction.atomic():
        locked = Episode.objects.select_for_update().get(pk=episode.pk)
        if locked.said != said:
            locked.said = said
            locked.save(update_fields=["said"])
            ledger.record(locked, Verdict.ANSWERED, Code.SAID_WHY, at=at, said=said.value)
        _keep(locked, words.strip(), language, at)
        take_back(locked, Reason.HAS_ANSWERED)


def _keep(episode: Episode, words: str, language: str, at: datetime) -> None:
    if not words or Reply.objects.filter(episode=episode, words=words).exists():
        return
    fresh = {"words": words, "language": language, "written_at": at}
    untold = {"tell_at": at, "tries": 0, "told_at": None}
    unread = {"seen_at": None, "seen_by": None}
    Reply.objects.update_or_create(episode=episode, defaults={**fresh, **unread, **untold})
