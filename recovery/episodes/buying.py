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
    """An order that makes a reminder pointless; ``is_paid`` is False while its money is on the way.

    ``is_open`` while it is being paid at the bank, which may still come to nothing.
    """

    order_id: int
    made_at: datetime
    is_paid: bool
    is_open: bool = False


def purchases_since(left: Sequence[Left]) -> dict[int, Purchase]:
    """Return the newest purchase since each episode of ``left``, by the episode's key, if there is one.

    Whoever has ordered anything since they left has been here again. And whoever has ordered one of
    these products since they put it into the cart, or first looked at it, as a guest perhaps, with
    another spelling of their address or in another browser, does not need to hear of it. A paid
    order counts first, then one that waits for its money, then one that is being paid. Two queries,
    whatever the number.
    """
    orders = _orders(left) if left else []
    products = _products(orders) if orders else {}
    found = {}
    for episode, standing in left:
        theirs = [*_of(episode, standing, orders, products)]
        if theirs:
            found[episode.pk] = max(theirs, key=_weight)
    return found


def _weight(purchase: Purchase) -> tuple[bool, bool, datetime]:
    return purchase.is_paid, not purchase.is_open, purchase.made_at


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
    waiting = Q(state=OrderState.AWAITING_PAYMENT, last_activity_at__gte=since)
    rows = Order.objects.filter(
        Q(person__pk__among=people) | Q(user__pk__among=users), waiting | Q(placed_at__gte=since)
    )
    columns = ("person_id", "user_id", "pk", "placed_at", "last_activity_at", "waits_until")
    return [
        _Made(_purchase(*order), person_id, user_id)
        for person_id, user_id, *order in rows.values_list(*columns)
    ]


def _purchase(
    pk: int, placed_at: datetime | None, touched_at: datetime, waits_until: datetime | None
) -> Purchase:
    is_paid = placed_at is not None
    is_open = not is_paid and waits_until is None
    return Purchase(pk, placed_at or touched_at, is_paid=is_paid, is_open=is_open)


def _products(orders: Iterable[_Made]) -> Mapping[int, set[int]]:
    """Return which products are in each order."""
    found = defaultdict(set)
    lines = OrderLine.objects.filter(order__pk__among={each.purchase.order_id for each in orders})
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
