"""Emptying a cart for good also ends its episodes and forgets whom they were about (S3.3)."""

from django.db.models import Q

from cart.changing import erases_with_cart
from cart.models import Cart
from recovery.episodes.changing import move_episode
from recovery.models import Code, Episode, EpisodeState, Reply
from recovery.reminding.planning import about_episode
from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.models import Message


@erases_with_cart
def erase_episodes(cart: Cart) -> None:
    """Take back what was planned and forget the addresses of what was sent."""
    episodes = Episode.objects.select_for_update().filter(cart=cart).order_by("pk")
    known = list(episodes)  # locked before their messages, as wherever an episode ends
    for episode in known:
        told = Q(reminder__episode=episode) | Q(about__startswith=about_episode(episode))
        outbox.erase(Message.objects.filter(told))
        Reply.objects.filter(episode=episode).delete()
        if episode.state == EpisodeState.OPEN:
            move_episode(episode, EpisodeState.DROPPED, Code.ERASED, at=clock.now())
