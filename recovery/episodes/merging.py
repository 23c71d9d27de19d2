"""When two persons turn out to be one, so are their episodes, of which one may be open."""

from recovery.episodes.changing import move_episode
from recovery.models import Code, Decision, Episode, EpisodeState
from shop.core import clock
from shop.core.messaging.models import Person
from shop.core.messaging.people import moves_on_merge


@moves_on_merge
def move_episodes(kept: Person, merged: Person) -> None:
    """Hand over all of them; of two open ones the later visit goes on."""
    open_ones = Episode.objects.filter(person__in=[kept, merged], state=EpisodeState.OPEN)
    for earlier in open_ones.order_by("-left_at", "-pk")[1:]:
        move_episode(earlier, EpisodeState.RETURNED, Code.LATER_VISIT, at=clock.now())
    Episode.objects.filter(person=merged).update(person=kept)
    Decision.objects.filter(person=merged).update(person=kept)
