"""What messages are about: the episodes that they name, and how those stand now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from recovery.models import Episode
from shop.core.messaging.gate import Case
from shop.core.messaging.models import Message

Now = TypeVar("Now")


def episodes_of(messages: Iterable[Message]) -> dict[int, Episode]:
    """Return the episode of each message by the message's key, with its scenario: one query."""
    about = {message.pk: message.facts.get("episode") for message in messages}
    rows = Episode.objects.filter(pk__among=[pk for pk in about.values() if pk])
    episodes = rows.select_related("scenario").in_bulk()
    return {pk: episodes[key] for pk, key in about.items() if key in episodes}


def subjects_of(
    cases: Sequence[Case], stand: Callable[[Collection[Episode]], Mapping[int, Now]]
) -> dict[Case, tuple[Episode, Now | None]]:
    """Return what each case is about, unless whoever plans it has just read that.

    ``stand`` reads how episodes stand, by their keys. None: what it was about is erased; where the
    episode is gone as well, the case is missing.
    """
    known: dict[Case, tuple[Episode, Now | None]] = {case: case.read for case in cases if case.read}
    asked = [case for case in cases if case not in known]
    if not asked:
        return known
    episodes = episodes_of(case.message for case in asked)
    now = stand(episodes.values())
    for case in asked:
        if episode := episodes.get(case.message.pk):
            known[case] = episode, now.get(episode.pk)
    return known
