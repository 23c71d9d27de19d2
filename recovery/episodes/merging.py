"""When two persons turn out to be one, so are their episodes, of which one may be open."""

from django.db.models import Case, When

from recovery.episodes.changing import move_episode
from recovery.models import Code, Decision, Depth, Episode, EpisodeState
from shop.core import clock
from shop.core.messaging.models import Person
from shop.core.messaging.people import moves_on_merge


@moves_on_merge
def move_episodes(kept: Person, merged: Person) -> None:
    """Hand over all of them; of two open ones the later visit goes on, a cart before a product."""
    open_ones = Episode.objects.filter(person__in=[kept, merged], state=EpisodeState.OPEN)
    is_cart = Case(When(depth=Depth.PRODUCT, then=0), default=1)
    for earlier in open_ones.order_by(is_cart.desc(), "-left_at", "-pk")[1:]:
        move_episode(earlier, EpisodeState.RETURNED, Code.LATER_VISIT, at=clock.now())
    Episode.objects.filter(person=merged).update(person=kept)
    Decision.objects.filter(person=merged).update(person=kept)
