"""Whether people have bought in the meantime: by person, by account, and by product (pitfall R1)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from checkout.models import Order, OrderLine, OrderState
from recovery.models import Episode


class Seen(Protocol):
    """What was left, as it stands now: a cart, or a product that was looked at."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def began_at(self) -> datetime:
        """Since when whoever buys one of ``products`` needs no reminder of it."""
        ...

    @property
    def products(self) -> set[int]: ...


Left = tuple[Episode, Seen | None]  # what was left, and how it stands now; None: erased


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order that makes a reminder pointless; ``is_paid`` is False while its money is on the way."""

    order_id: int
    made_at: datetime
    is_paid: bool


def purchases_since(left: Sequence[Left]) -> dict[int, Purchase]:
    """Return the newest purchase since each episode of ``left``, by the episode's key, if there is one.

    Whoever has ordered anything since they left has been here again. And whoever has ordered one of
    these products since they put it into the cart, or first looked at it, as a guest perhaps, with another spelling of
    their address or in another browser, does not need to hear of it. An order that waits for its
    money counts; a paid one counts first. Two queries, whatever the number.
    """
    orders = _orders(left) if left else []
    products = _products(orders)
    found = {}
    for episode, standing in left:
        theirs = [*_of(episode, standing, orders, products)]
        if theirs:
            found[episode.pk] = max(theirs, key=lambda each: (each.is_paid, each.made_at))
    return found


def purchase_since(episode: Episode, standing: Seen | None) -> Purchase | None:
    """Return the same for one episode."""
    return purchases_since([(episode, standing)]).get(episode.pk)


@dataclass(frozen=True, slots=True)
class _Made:
    purchase: Purchase
    person_id: int
    user_id: int | None


def _orders(left: Sequence[Left]) -> list[_Made]:
    """Read what the people or accounts of ``left`` have ordered since the first of them began."""
    people = {episode.person_id for episode, _standing in left}
    users = {standing.user_id for _episode, standing in left if standing and standing.user_id}
    since = min(_begun(*each) for each in left)
    waiting = Q(
        state=OrderState.AWAITING_PAYMENT, waits_until__isnull=False, last_activity_at__gte=since
    )
    rows = Order.objects.filter(
        Q(person__in=people) | Q(user__in=users), waiting | Q(placed_at__gte=since)
    )
    columns = ("pk", "person_id", "user_id", "placed_at", "last_activity_at")
    return [
        _Made(Purchase(pk, placed_at or touched_at, placed_at is not None), person_id, user_id)
        for pk, person_id, user_id, placed_at, touched_at in rows.values_list(*columns)
    ]


def _products(orders: Iterable[_Made]) -> Mapping[int, set[int]]:
    """Return which products are in each order."""
    found = defaultdict(set)
    lines = OrderLine.objects.filter(order__in=[each.purchase.order_id for each in orders])
    for order, product in lines.order_by().values_list("order_id", "variant__product_id"):
        found[order].add(product)
    return found


def _of(
    episode: Episode,
    standing: Seen | None,
    orders: Iterable[_Made],
    products: Mapping[int, set[int]],
) -> Iterator[Purchase]:
    user_id = standing.user_id if standing else None
    for made in orders:
        purchase = made.purchase
        is_theirs = made.person_id == episode.person_id or (user_id and made.user_id == user_id)
        if not is_theirs:
            continue
        is_later = purchase.made_at >= episode.left_at
        is_this = (
            standing is not None
            and purchase.made_at >= standing.began_at
            and bool(products[purchase.order_id] & standing.products)
        )
        if is_later or is_this:
            yield purchase


def _begun(episode: Episode, standing: Seen | None) -> datetime:
    return min(episode.left_at, standing.began_at) if standing else episode.left_at
