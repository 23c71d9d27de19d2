"""Uses of promotions are counted with the order that they gave something to (S4.2, M4, M5).

From when it is frozen, so that nobody pays a price that is no longer to be had; given back when it
comes to nothing. Promotions are locked last, after the stock, in the order of their keys.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from cart.models import Promotion
from checkout.models import Order, OrderState, Redemption
from checkout.models.states import UNPLACED

# Which orders make the next one no first order any more.
_NOT_ORDERED = (*UNPLACED, OrderState.CANCELLED)
ORDERED = ~Q(state__in=_NOT_ORDERED)


class UsedUp(Exception):
    """A promotion was used by others, or by the same person, as often as it may be; or it was
    switched off or deleted in this moment, and then ``promotion`` may be None.
    """

    def __init__(self, promotion: Promotion | None) -> None:
        super().__init__("a promotion is not to be had any more")
        self.promotion = promotion


def redeem(order: Order, promotions: Iterable[int]) -> None:
    """Count a use of ``promotions`` by ``order``, and of no other any more. All or nothing.

    Inside the caller's transaction, with the order locked. Raises UsedUp, and then the caller must
    let its transaction go.
    """
    wanted = set(promotions)
    held = _held(order) if order.frozen_as else set()
    if not wanted and not held:
        return
    rows = _locked(wanted | held)
    if not wanted <= set(rows):
        raise UsedUp(None)
    more = {pk: rows[pk] for pk in sorted(wanted - held)}
    with transaction.atomic():
        _give_back(order, held - wanted)
        _count(order, more)
        Redemption.objects.bulk_create(Redemption(order=order, promotion_id=pk) for pk in more)


def unredeem(order: Order) -> None:
    """Give back all that ``order`` used. Inside the caller's transaction, with the order locked."""
    held = _held(order)
    if held:
        _locked(held)
        _give_back(order, held)


def _count(order: Order, promotions: Mapping[int, Promotion]) -> None:
    """Count one more use of each, if it allows that in this very moment: never read, then written."""
    if not promotions:
        return
    for promotion in _used_by_person(order, promotions):
        raise UsedUp(promotion)
    is_left = Q(most_uses=None) | Q(uses__lt=F("most_uses"))
    rows = Promotion.objects.filter(pk__in=promotions)
    if rows.filter(is_left, is_active=True).update(uses=F("uses") + 1) < len(promotions):
        gone = rows.exclude(is_left, is_active=True).order_by("pk").first()
        raise UsedUp(gone or next(iter(promotions.values())))


def _used_by_person(order: Order, promotions: Mapping[int, Promotion]) -> Iterator[Promotion]:
    """Yield those that this person may not use again. Their locks make two orders queue here."""
    limited = [
        each for each in promotions.values() if each.is_for_first_order or each.most_uses_a_person
    ]
    if not limited:
        return
    account = order.cart.user_id if order.cart else None
    others = orders_of(order.person_id, order.user_id, account).exclude(pk=order.pk)
    rows = others.filter(ORDERED | Q(redemptions__promotion__in=limited))
    found = list(rows.values_list("state", "redemptions__promotion"))
    has_ordered = any(state not in _NOT_ORDERED for state, _pk in found)
    uses = Counter(pk for _state, pk in found)
    for each in limited:
        most = each.most_uses_a_person
        if (each.is_for_first_order and (has_ordered or uses[each.pk])) or (
            most is not None and uses[each.pk] >= most
        ):
            yield each


def orders_of(person: Any, *users: Any) -> QuerySet[Order]:
    """Return the orders of a person, and those of ``users``, the accounts that are known.

    An order and its cart may be of two: who signs in after it was begun, and who goes on with a
    guest's cart.
    """
    theirs = Q(person=person)
    for user in users:
        theirs |= Q() if user is None else Q(user=user)
    return Order.objects.filter(theirs)


def _give_back(order: Order, promotions: set[int]) -> None:
    """Never below nought: a counter in disorder must not keep an order's stock held for ever."""
    if promotions:
        Redemption.objects.filter(order=order, promotion__in=promotions).delete()
        fewer = Greatest(F("uses") - 1, 0)
        Promotion.objects.filter(pk__in=promotions).update(uses=fewer)


def _held(order: Order) -> set[int]:
    return set(Redemption.objects.filter(order=order).values_list("promotion_id", flat=True))


def _locked(pks: Iterable[int]) -> dict[int, Promotion]:
    rows = Promotion.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return {promotion.pk: promotion for promotion in rows}
