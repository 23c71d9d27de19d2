"""Somebody comes back by a link: the cart opens in their browser, and the visit has ended well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cart import changing
from cart.begun import is_being_paid
from cart.joining import join, lay_beside
from cart.models import Cart
from checkout.models import Order
from recovery.episodes.changing import move_episode
from recovery.links.opening import Opening
from recovery.models import Code, Episode, EpisodeState
from recovery.reminding.planning import OWN_LINK, about_episode
from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Message
from shop.core.messaging.outbox import enqueue
from shop.core.messaging.people import find_person
from shop.core.users.models import User

ONE_LINK_IN = 600  # seconds; whoever asks again within them is answered by the link on its way
LINKS_A_DAY = 6  # anybody who was given a link can ask: no mailbox is flooded by that


@dataclass(frozen=True, slots=True)
class Ways:
    """What a browser may do with the cart of a link, seeing what it holds itself (asked, R5)."""

    own: Cart | None  # the browser's own cart, if it is another one with something in it
    may_open: bool  # else it is somebody else's, and this browser is signed in
    is_paying: bool = False  # for the account's own cart, which must stay as it is until then


def ways(opening: Opening, *, own: Cart | None, user: User | None) -> Ways:
    """Tell whether the cart can be opened here: a signed-in browser has the cart of its account.

    It is opened to an account only if it is that account's, or nobody's and begun with the same
    address. Anybody may have copies.
    """
    standing = opening.standing
    kept = standing.cart if standing else None
    is_other = own is not None and kept is not None and own.pk != kept.pk
    other = own if is_other and own is not None and own.lines.exists() else None
    if user is None or kept is None:
        return Ways(other, may_open=True)
    person = find_person(user.email) if user.email else None
    # To whom a cart was sent on request says nothing of whose it is: anybody may type any address.
    owner = opening.episode.person_id if opening.episode else None
    is_theirs = person is not None and person.pk == owner
    may_open = kept.user_id == user.pk or (kept.user_id is None and is_theirs)
    return Ways(other, may_open, is_paying=other is not None and is_being_paid(other))


def come_back(opening: Opening, *, at: datetime) -> None:
    """Write down that the person came back by their link. Raises changing.Closed."""
    with transaction.atomic():
        if opening.standing is None:
            raise changing.Closed
        changing.touch(opening.standing.cart)
        links = type(opening.link)._default_manager  # noqa: SLF001 - the documented name
        links.filter(pk=opening.link.pk, used_at=None).update(used_at=at)
        episode = opening.episode
        if episode is not None and episode.state == EpisodeState.OPEN:
            move_episode(
                episode,
                EpisodeState.RETURNED,
                Code.BY_LINK,
                at=at,
                returned_at=at,
                came_by_link=True,
            )


def open_here(kept: Cart, *, own: Cart | None, user: User | None) -> None:
    """Make ``kept`` the cart to go on with; what the browser had is laid beside it, for later.

    Raises changing.Closed.
    """
    if user is not None:
        join(cart=kept, user=user, is_in_checkout=True)
    elif own is not None:
        lay_beside(cart=kept, other=own)


def send_own_link(episode: Episode, order: Order) -> Message | None:
    """Send a link that shows everything to the address that the order was begun with.

    It goes at once, at night too: its reader is waiting for it. None when too many have gone there
    today.
    """
    about = f"{about_episode(episode)}own:"
    today = clock.now() - timedelta(days=1)
    sent = Message.objects.filter(kind=OWN_LINK, about__startswith=about, due_at__gt=today)
    if sent.count() >= LINKS_A_DAY:
        return None
    moment = int(clock.now().timestamp()) // ONE_LINK_IN
    return enqueue(
        kind=OWN_LINK,
        about=f"{about}{moment}",
        message_class=MessageClass.SERVICE,
        recipient=order.email,
        language=order.language,
        facts={"episode": episode.pk},
    )
