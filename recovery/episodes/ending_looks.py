"""How an episode about a product ends: the rules of ``closing``, without a cart."""

from datetime import datetime, timedelta

from django.db import transaction

from recovery.episodes.buying import purchase_since
from recovery.episodes.changing import move_episode
from recovery.episodes.looks import look_of
from recovery.models import Code, Episode, EpisodeState
from shop.core import clock

AGAIN_AFTER = timedelta(hours=1)  # where an order waits for its money


def close_looked_again(pk: int, *, at: datetime) -> bool:
    """Close an episode whose product was looked at again, if it was."""
    with transaction.atomic():
        episode = Episode.objects.select_related("view").filter(pk=pk, state=EpisodeState.OPEN)
        found = episode.first()
        if found is None or found.view is None or found.view.last_at <= found.left_at:
            return False
        looked_at = found.view.last_at
        return move_episode(
            found, EpisodeState.RETURNED, Code.CAME_BACK, at=at, returned_at=looked_at
        )


def close_look_due(episode: Episode, *, at: datetime) -> EpisodeState | None:
    """Settle an episode whose time is over; None when it has to wait for money."""
    with transaction.atomic():
        look = look_of(episode)
        bought = purchase_since(episode, look)
        came_at = look.came_back_at(episode.left_at) if look else None
        if bought is not None and bought.is_paid:
            order_id = bought.order_id
            move_episode(episode, EpisodeState.RECOVERED, Code.BOUGHT, at=at, bought_id=order_id)
        elif bought is not None:
            Episode.objects.filter(pk=episode.pk).update(closes_at=at + clock.scaled(AGAIN_AFTER))
            return None
        elif look is None:
            move_episode(episode, EpisodeState.DROPPED, Code.ERASED, at=at)
        elif came_at:
            move_episode(episode, EpisodeState.RETURNED, Code.CAME_BACK, at=at, returned_at=came_at)
        else:
            code = Code.SAID_WHY if episode.said else Code.SILENCE
            move_episode(episode, EpisodeState.ABANDONED, code, at=at)
    return EpisodeState(episode.state)
