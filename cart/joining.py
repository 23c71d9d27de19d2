"""Two carts meet when somebody signs in, one of this browser and one of the account (S3.6, M9), or
when a guest who has a cart opens another one by its link.

The browser's cart wins: it is what the shopper has before their eyes. What was in the account's
older cart is laid beside it, saved for later, one click away; nothing gets into the order that the
shopper did not put there. Of a thing that is in both, the larger quantity counts, never the sum,
and never while an order is under way. A cart opened by its link wins likewise: it was asked for.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from cart.changing import Closed, touch
from cart.models import Cart, CartKey, CartState, Line, Place


@dataclass(frozen=True)
class Joined:
    """What became of the account's older cart, or of the guest's own."""

    cart: Cart | None
    offered: int = 0  # lines laid beside it, saved for later
    raised: int = 0  # lines whose quantity became that of the older cart


def join(*, cart: Cart | None, user: Any, is_in_checkout: bool) -> Joined:
    """Make ``cart``, the browser's, that of ``user``, and lay the older one's things beside it."""
    with transaction.atomic():
        carts = _locked(Q(user=user) | Q(pk=cart.pk if cart else None))
        own = next((each for each in carts if each.user_id == user.pk), None)
        cart = next((each for each in carts if cart and each.pk == cart.pk), None)
        if cart is None or cart.user_id not in (None, user.pk):
            return Joined(own)  # another account's cart stays theirs
        if own is None or own.pk == cart.pk:
            Cart.objects.filter(pk=cart.pk, user=None).update(user=user)
            return Joined(cart)
        Cart.objects.filter(pk=own.pk).update(state=CartState.JOINED, token_digest=None)
        # What comes in was the account's: browsers that once opened either cart do not see it.
        CartKey.objects.filter(cart__in=[cart.pk, own.pk]).delete()
        Cart.objects.filter(pk=cart.pk).update(
            user=user, promotion=cart.promotion_id or own.promotion_id
        )
        return Joined(cart, *_move_beside(cart, own, may_raise=not is_in_checkout))


def lay_beside(*, cart: Cart, other: Cart) -> Joined:
    """Lay the things of ``other``, a guest's, beside ``cart``, saved for later; ``other`` is no more.

    Its promo code does not come along, and what is in ``cart`` stays as it is. Raises Closed when
    one of them is no longer open, or ``other`` has become an account's: then nothing was changed.
    """
    if cart.pk == other.pk:
        return Joined(cart)
    with transaction.atomic():
        lock_both(cart, other)
        guests = Cart.objects.filter(pk=other.pk, user=None)
        if not guests.update(state=CartState.JOINED, token_digest=None):
            raise Closed
        touch(cart)
        return Joined(cart, *_move_beside(cart, other, may_raise=False))


def lock_both(one: Cart, other: Cart) -> None:
    """Lock two open carts, always in this order. Raises Closed when one is no longer open."""
    if len(_locked(Q(pk__in=[one.pk, other.pk]))) != len({one.pk, other.pk}):
        raise Closed


def _locked(which: Q) -> list[Cart]:
    """Return those carts as far as they are open, locked: one may be ordered in this moment."""
    open_ones = Cart.objects.select_for_update().filter(which, state=CartState.OPEN)
    return list(open_ones.order_by("pk"))


def _move_beside(cart: Cart, own: Cart, *, may_raise: bool) -> tuple[int, int]:
    """Move what only ``own`` has; return how many lines were offered and how many raised."""
    here = {line.variant_id: line for line in Line.objects.filter(cart=cart)}
    offered = raised = 0
    for line in Line.objects.filter(cart=own).exclude(place=Place.REMOVED):
        known = here.get(line.variant_id)
        if known is None:
            Line.objects.filter(pk=line.pk).update(cart=cart, place=Place.SAVED)
            offered += 1
        elif may_raise and known.place == line.place == Place.IN_CART:
            smaller = Line.objects.filter(pk=known.pk, quantity__lt=line.quantity)
            raised += smaller.update(quantity=line.quantity)
        elif known.place == Place.REMOVED:
            Line.objects.filter(pk=known.pk).update(place=Place.SAVED, quantity=line.quantity)
            offered += 1
    return offered, raised
