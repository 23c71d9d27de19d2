"""What a link back to a cart opens at this moment: a cart, never an identity (R5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property

from cart.contents import Contents
from cart.models import CartState, Place
from checkout.models import Order
from recovery.episodes.standing import Standing, standing_of, standings
from recovery.links.finding import find_cart_link, find_link
from recovery.links.stopping import is_stopped
from recovery.models import CartLink, Episode, Link, LinkPurpose


class Condition(Enum):
    """Whether a link still opens what it was made for, and if not, why."""

    LIVE = "live"
    EXPIRED = "expired"
    ORDERED = "ordered"
    GONE = "gone"  # emptied, erased, or put together with another cart


@dataclass
class Opening:
    """A link of ours, and what lies behind it now."""

    link: Link | CartLink
    condition: Condition
    standing: Standing | None

    @property
    def episode(self) -> Episode | None:
        """The visit that was left; None where somebody had the cart sent to an address."""
        return self.link.episode if isinstance(self.link, Link) else None

    @property
    def order(self) -> Order | None:
        return self.standing.order if self.standing else None

    @property
    def is_kept(self) -> bool:
        """Whether its cart can still be gone on with, by this link or by a new one."""
        return _condition(self.standing) is Condition.LIVE

    @property
    def shows_all(self) -> bool:
        """Whether it was sent on request to the address of the order, to show what was entered."""
        return isinstance(self.link, Link) and self.link.purpose == LinkPurpose.OWN

    @property
    def may_stop(self) -> bool:
        """Whether it also ends reminders: that of an SMS, which has no room for a second link."""
        return isinstance(self.link, Link) and self.link.purpose == LinkPurpose.TEXT

    @property
    def offers_stop(self) -> bool:
        """Whether its page has the button that ends reminders: as long as there is something to end."""
        return self.may_stop and self.episode is not None and not is_stopped(self.episode.person)

    @cached_property
    def contents(self) -> Contents | None:
        """The cart with its pictures, for a page; nothing of a link that has expired."""
        if self.standing is None or self.condition is Condition.EXPIRED:
            return None
        return self.standing.read(with_images=True)


def open_link(secret: str, *, at: datetime) -> Opening | None:
    """Return what ``secret`` opens; None for whatever is not a link back to a cart."""
    purposes = (LinkPurpose.RESUME, LinkPurpose.TEXT, LinkPurpose.OWN)
    link = find_link(secret, *purposes) or find_cart_link(secret)
    if link is None:
        return None
    standing = (
        standing_of(link.episode)
        if isinstance(link, Link)
        else standings([link.cart_id]).get(link.cart_id)
    )
    is_expired = link.expires_at is not None and link.expires_at <= at
    return Opening(link, Condition.EXPIRED if is_expired else _condition(standing), standing)


def condition_of(episode: Episode) -> Condition:
    """Return what a new link to the cart of ``episode`` would open."""
    return _condition(standing_of(episode))


def _condition(standing: Standing | None) -> Condition:
    if standing is None or standing.cart.state == CartState.JOINED:
        return Condition.GONE
    if standing.cart.state == CartState.ORDERED:
        return Condition.ORDERED
    has_goods = standing.cart.lines.filter(place=Place.IN_CART).exists()
    return Condition.LIVE if has_goods else Condition.GONE
