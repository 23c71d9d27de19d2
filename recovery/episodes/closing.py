"""What becomes of an open episode: came back, recovered, officially abandoned, or nothing left (R11).

The rules, in the order in which they are asked:

1. *recovered*: the person has ordered since, that cart or anything else;
2. *dropped*: the cart was erased or emptied;
3. *came back*: the cart or its order was touched since;
4. *officially abandoned*: none of these, and the time set for it has passed.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cart.models import Cart, CartState
from checkout.models import Order, OrderState, Payment, PaymentState
from checkout.models.payment import OPEN
from checkout.models.states import UNPLACED
from checkout.orders.transitions import move_order
from recovery.episodes.buying import purchase_since
from recovery.episodes.changing import move_episode
from recovery.episodes.ending_looks import AGAIN_AFTER, close_look_due
from recovery.episodes.locking import lock_cart
from recovery.episodes.standing import Standing, standing_of
from recovery.models import Code, Depth, Episode, EpisodeState
from shop.core import clock
from shop.core.messaging.reasons import Reason

COUNTS_FOR = timedelta(days=30)  # a purchase this long after a visit was left still makes it good
MOST_IN_USE = 5000  # carts, and orders; those touched after them wait until some are idle


def returned() -> QuerySet[Episode]:
    """Return the open episodes whose cart or order is in use again; each is looked at once more.

    Starts from the carts and orders that are in use, which are few, by their partial indexes. They
    are read first: a planner takes a third of all for in use, and would read every open episode.
    """
    carts, orders = (list(rows[:MOST_IN_USE]) for rows in (carts_in_use(), orders_in_use()))
    is_in_use = Q(cart__pk__among=carts) | Q(order__pk__among=orders)
    return Episode.objects.filter(is_in_use, state=EpisodeState.OPEN)


def carts_in_use() -> Any:
    """Return the open carts that have been touched since a sweep saw them (``cart_left``)."""
    rows = Cart.objects.filter(state=CartState.OPEN, swept_until__lt=F("last_activity_at"))
    return rows.order_by("last_activity_at").values_list("pk", flat=True)


def orders_in_use() -> Any:
    """Return started orders likewise (``order_left``)."""
    rows = Order.objects.filter(state__in=UNPLACED, swept_until__lt=F("last_activity_at"))
    return rows.order_by("last_activity_at").values_list("pk", flat=True)


def over(*, at: datetime) -> QuerySet[Episode]:
    """Return the open episodes whose time is over, the longest first (``episode_closing``)."""
    due = Episode.objects.filter(state=EpisodeState.OPEN, closes_at__lte=at)
    return due.order_by("closes_at")


def close_returned(episode: Episode, *, at: datetime) -> bool:
    """Close an episode whose shopper came back, if they did."""
    with transaction.atomic():
        standing = standing_of(episode)
        if standing is None or standing.last_activity_at <= episode.left_at:
            return False
        return _return(episode, standing, at)


def close_bought(*, order: Order, at: datetime) -> Episode | None:
    """Count a purchase for the latest visit that its person had left, if it is not too long ago.

    Inside the caller's transaction.
    """
    if order.placed_at is None:
        return None
    owner = Q(person=order.person_id)
    if order.user_id:
        owner |= Q(order__user=order.user_id) | Q(cart__user=order.user_id)
        # Of a product that was looked at, the account's person alone tells whose it is.
        owner |= Q(depth=Depth.PRODUCT, person__remembered_accounts=order.user_id)
    left = Episode.objects.filter(
        owner, left_at__gte=order.placed_at - COUNTS_FOR, left_at__lte=order.placed_at
    )
    episode = left.exclude(state=EpisodeState.DROPPED).order_by("-left_at", "-pk").first()
    if episode is None or episode.state == EpisodeState.RECOVERED:
        return None
    returned_at = episode.returned_at or order.placed_at
    is_moved = move_episode(
        episode, EpisodeState.RECOVERED, Code.BOUGHT, at=at, bought=order, returned_at=returned_at
    )
    return episode if is_moved else None


def close_due(episode: Episode, *, at: datetime) -> EpisodeState | None:
    """Settle an episode whose time is over; None when it has to wait for a payment."""
    if episode.depth == Depth.PRODUCT:
        return close_look_due(episode, at=at)
    with transaction.atomic():
        lock_cart(episode.cart_id)  # so that nobody pays or goes on while this is written
        standing = standing_of(episode)
        bought = purchase_since(episode, standing)
        if bought is not None and bought.is_paid:
            order_id = bought.order_id
            move_episode(episode, EpisodeState.RECOVERED, Code.BOUGHT, at=at, bought_id=order_id)
        elif standing is None or standing.nothing_left:
            gone = standing.nothing_left if standing else None
            code = Code((gone or Reason.ERASED).value)
            move_episode(episode, EpisodeState.DROPPED, code, at=at)
        elif standing.last_activity_at > episode.left_at:
            _return(episode, standing, at)
        elif _is_being_paid(standing):
            Episode.objects.filter(pk=episode.pk).update(closes_at=at + clock.scaled(AGAIN_AFTER))
            return None
        else:
            _abandon(episode, standing, at)
    return EpisodeState(episode.state)


def _return(episode: Episode, standing: Standing, at: datetime) -> bool:
    came_at = standing.last_activity_at
    return move_episode(episode, EpisodeState.RETURNED, Code.CAME_BACK, at=at, returned_at=came_at)


def _abandon(episode: Episode, standing: Standing, at: datetime) -> None:
    if standing.order is not None and standing.order.state == OrderState.INITIATED:
        move_order(standing.order, OrderState.ABANDONED, by="sweep", reason="silence")
    code = Code.SAID_WHY if episode.said else Code.SILENCE
    move_episode(episode, EpisodeState.ABANDONED, code, at=at)


def _is_being_paid(standing: Standing) -> bool:
    order = standing.order
    if order is None:
        return False
    waiting = Payment.objects.filter(order=order, state__in=[*OPEN, PaymentState.LATE])
    return order.state == OrderState.AWAITING_PAYMENT or waiting.exists()
