"""The order in which recovery locks rows, so that it stands in no shopper's way (pitfall M3).

Cart, order, wake, episode, messages, person. The first three in the order of the checkout and of
whoever empties a cart, the last two in that of the sender. Of each kind in the order of the keys;
new episodes in that of their people.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cart.models import Cart
from checkout.models import Order


class Overtaken(Exception):
    """Another sweep has just decided about the same person. Nothing was written: look again later."""


def lock_cart(cart_id: int | None) -> None:
    """Lock a cart until the commit, before its order or anything else that hangs on it.

    Whoever pays, goes on or empties it locks it first, too; one that is gone has nobody at it.
    """
    if cart_id is not None:
        Cart.objects.select_for_update().filter(pk=cart_id).values_list("pk").first()


def lock_unseen(
    cart_ids: Collection[int], *, carts: QuerySet[Cart], orders: QuerySet[Order]
) -> tuple[list[Cart], list[Order]]:
    """Lock those of ``carts`` and their ``orders`` likewise that nobody is at, and return them.

    A cart that a shopper or another sweep has is left to the next sweep, and one that a sweep has
    seen by now is done.
    """
    is_unseen = Q(swept_until__lt=F("last_activity_at"))
    unseen_orders = Order.objects.filter(is_unseen, cart=OuterRef("pk"))
    carts = carts.filter(is_unseen | Exists(unseen_orders), pk__among=set(cart_ids)).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        carts = carts.select_for_update(skip_locked=True, of=("self",))
    locked = list(carts)
    theirs = orders.select_for_update().filter(cart__pk__among={cart.pk for cart in locked})
    return locked, list(theirs.order_by("pk"))
