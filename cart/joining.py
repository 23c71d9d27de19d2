"""Two carts meet when somebody signs in: one of this browser, one of the account (S3.6, M9).

The browser's cart wins: it is what the shopper has before their eyes. What was in the account's
older cart is laid beside it, saved for later, one click away; nothing gets into the order that the
shopper did not put there. Of a thing that is in both, the larger quantity counts, never the sum,
and never while an order is under way.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from cart.models import Cart, CartKey, CartState, Line, Place


@dataclass(frozen=True)
class Joined:
    """What became of the account's older cart."""

    cart: Cart | None
    offered: int = 0  # lines laid beside it, saved for later
    raised: int = 0  # lines whose quantity became that of the older cart


def join(*, cart: Cart | None, user: Any, is_in_checkout: bool) -> Joined:
    """Make ``cart``, the browser's, that of ``user``, and lay the older one's things beside it."""
    with transaction.atomic():
        carts = _locked(cart, user)
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
        return Joined(cart, *_lay_beside(cart, own, may_raise=not is_in_checkout))


def _locked(cart: Cart | None, user: Any) -> list[Cart]:
    """Return both carts as far as they are open, locked: one may be ordered in this moment."""
    either = Q(user=user) | Q(pk=cart.pk if cart else None)
    open_ones = Cart.objects.select_for_update().filter(either, state=CartState.OPEN)
    return list(open_ones.order_by("pk"))


def _lay_beside(cart: Cart, own: Cart, *, may_raise: bool) -> tuple[int, int]:
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
