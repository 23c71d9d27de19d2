"""Two carts meet when somebody signs in, one of this browser and one of the account (S3.6, M9), or
when a guest who has a cart opens another one by its link.

The browser's cart wins, unless nothing is in it: it is what the shopper has before their eyes. What
was in the account's older cart is laid beside it, saved for later, one click away; nothing gets into
the order that the shopper did not put there. Of a thing that is in both, the larger quantity counts,
never the sum. Once an order is under way it is only offered, and so is the older cart's promo code. A
cart opened by its link wins likewise: it was asked for.

A cart whose order is being paid is never taken apart: what the other one holds is laid beside it.

Each line remembers what was done to it, until the shopper keeps it, undoes it, or changes that line.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from cart.begun import is_begun, is_being_paid
from cart.changing import Closed, touch
from cart.models import Cart, CartKey, CartState, Line, Place, Promotion
from cart.models.standing import Standing
from catalog.models import Stock


@dataclass(frozen=True)
class Joined:
    """What became of the account's older cart, or of the guest's own."""

    cart: Cart | None
    offered: int = 0  # lines laid beside it, saved for later
    raised: int = 0  # lines whose quantity became that of the older cart
    larger: int = 0  # lines of which the older cart held more: the quantity is only offered
    code_taken: str = ""  # the older cart's promo code, if it came along
    code_left: str = ""  # if it did not, since it would have changed the total of an order
    is_paying: bool = False  # the account's cart is being paid, and so it is the one to go on with


@dataclass(frozen=True)
class Undone:
    removed: list[int] = field(default_factory=list)  # keys of the lines that lay beside the cart
    lowered: int = 0  # lines that have their own quantity again


def join(*, cart: Cart | None, user: Any, is_in_checkout: bool) -> Joined:
    """Make ``cart``, the browser's, that of ``user``, and lay the older one's things beside it.

    An order of ``cart`` that was begun counts as checkout, wherever the shopper signs in.
    """
    with transaction.atomic():
        carts = _locked(Q(user=user) | Q(pk=cart.pk if cart else None))
        own = next((each for each in carts if each.user_id == user.pk), None)
        cart = next((each for each in carts if cart and each.pk == cart.pk), None)
        if cart is None or cart.user_id not in (None, user.pk):
            return Joined(own)  # another account's cart stays theirs
        if own is None or own.pk == cart.pk:
            Cart.objects.filter(pk=cart.pk, user=None).update(user=user)
            return Joined(cart)
        is_paying = is_being_paid(own)
        may_close = (is_paying or _is_bare(cart, beside=own)) and not is_being_paid(cart)
        if is_paying and not may_close:
            return Joined(own, is_paying=True)  # each stays whole; they may meet another day
        # What comes in was the account's: browsers that once opened either cart do not see it.
        CartKey.objects.filter(cart__in=[cart.pk, own.pk]).delete()
        if may_close:
            _close(cart)
            beside = _move_beside(own, cart, may_raise=False)
            return Joined(own, *beside, is_paying=is_paying)
        may_change = not is_in_checkout and not is_begun(cart)
        _close(own)
        country = {"country": own.country} if may_change and not cart.country else {}
        Cart.objects.filter(pk=cart.pk).update(user=user, **country)
        codes = _take_code(cart, own.promotion, may_change=may_change)
        return Joined(cart, *_move_beside(cart, own, may_raise=may_change), *codes)


def lay_beside(*, cart: Cart, other: Cart) -> Joined:
    """Lay the things of ``other``, a guest's, beside ``cart``, saved for later; ``other`` is no more.

    Its promo code does not come along, and what is in ``cart`` stays as it is. While ``other`` is
    being paid it stays, too, and lays nothing beside. Raises Closed when one of them is no longer
    open, or ``other`` has become an account's: then nothing was changed.
    """
    if cart.pk == other.pk:
        return Joined(cart)
    with transaction.atomic():
        lock_both(cart, other)
        if not Cart.objects.filter(pk=other.pk, user=None).exists():
            raise Closed
        touch(cart)
        if is_being_paid(other):
            return Joined(cart)
        _close(other)
        return Joined(cart, *_move_beside(cart, other, may_raise=False))


def undo_join(*, cart: Cart) -> Undone:
    """Take what was laid beside ``cart`` out of sight, and put quantities that were raised back.

    A line that the shopper has changed since stays as they made it. ``lay_again`` brings lines
    back. Raises Closed.
    """
    with transaction.atomic():
        touch(cart)
        lines = Line.objects.filter(cart=cart)
        removed = list(lines.filter(is_offered=True).values_list("pk", flat=True))
        lines.filter(pk__in=removed).update(
            place=Place.REMOVED, is_offered=False, other_quantity=None
        )
        raised = lines.filter(other_quantity__lt=F("quantity"))
        lowered = raised.update(quantity=F("other_quantity"), other_quantity=None)
        lines.filter(other_quantity__isnull=False).update(other_quantity=None)
    return Undone(removed, lowered)


def keep_join(*, cart: Cart) -> int:
    """Take everything as it lies; return how many lines waited for that answer. Raises Closed."""
    with transaction.atomic():
        touch(cart)
        waiting = Line.objects.filter(cart=cart).filter(
            Q(is_offered=True) | Q(other_quantity__isnull=False)
        )
        return waiting.update(is_offered=False, other_quantity=None)


def lay_again(*, cart: Cart, line_ids: list[int]) -> int:
    """Bring back, saved for later, what ``undo_join`` took out of sight. Raises Closed."""
    with transaction.atomic():
        touch(cart)
        lines = Line.objects.filter(cart=cart, pk__in=line_ids, place=Place.REMOVED)
        return lines.update(place=Place.SAVED)


def lock_both(one: Cart, other: Cart) -> None:
    """Lock two open carts, always in this order. Raises Closed when one is no longer open."""
    if len(_locked(Q(pk__in=[one.pk, other.pk]))) != len({one.pk, other.pk}):
        raise Closed


def _locked(which: Q) -> list[Cart]:
    """Return those carts as far as they are open, locked: one may be ordered in this moment."""
    open_ones = Cart.objects.select_for_update(of=("self",)).filter(which, state=CartState.OPEN)
    return list(open_ones.select_related("promotion").order_by("pk"))


def _close(cart: Cart) -> None:
    Cart.objects.filter(pk=cart.pk).update(state=CartState.JOINED, token_digest=None)


def _is_bare(cart: Cart, *, beside: Cart) -> bool:
    """Tell whether only the other one has anything in it: then nobody has ``cart`` before their eyes."""
    filled = Line.objects.filter(cart__in=[cart.pk, beside.pk], place=Place.IN_CART)
    return set(filled.values_list("cart", flat=True)) == {beside.pk}


def _take_code(cart: Cart, code: Promotion | None, *, may_change: bool) -> tuple[str, str]:
    """Give ``cart`` the older one's promo code if it has none and its total may change.

    Return the code if it was taken, and if it was left.
    """
    if code is None or cart.promotion_id is not None or code.standing != Standing.HOLDS:
        return "", ""
    if not may_change:
        return "", code.code
    Cart.objects.filter(pk=cart.pk).update(promotion=code)
    return code.code, ""


def _move_beside(cart: Cart, own: Cart, *, may_raise: bool) -> tuple[int, int, int]:
    """Move what only ``own`` has; return how many lines were offered, raised, and could be.

    As many statements for two hundred lines as for one.
    """
    here = {line.variant_id: line for line in Line.objects.filter(cart=cart)}
    moved: list[int] = []
    again: list[int] = []
    raised: list[int] = []
    larger: list[int] = []
    older = Line.objects.filter(cart=own).exclude(place=Place.REMOVED)
    for line in older.select_related("variant__stock"):
        known = here.get(line.variant_id)
        if known is None:
            moved.append(line.pk)
        elif known.place == Place.REMOVED:
            again.append(known.pk)
        elif known.place == Place.SAVED and line.quantity > known.quantity:
            raised.append(known.pk)  # in no order anyway
        elif line.place == Place.IN_CART and line.quantity > known.quantity and _is_to_be_had(line):
            (raised if may_raise else larger).append(known.pk)
    lines, beside = Line.objects.all(), {"place": Place.SAVED, "is_offered": True}
    there = Line.objects.filter(cart=own, variant=OuterRef("variant")).order_by()
    quantity = Subquery(there.values("quantity")[:1])
    lines.filter(pk__in=again).update(quantity=quantity, other_quantity=None, **beside)
    lines.filter(pk__in=raised).update(quantity=quantity, other_quantity=F("quantity"))
    lines.filter(pk__in=larger).update(other_quantity=quantity)
    lines.filter(pk__in=moved).update(cart=cart, other_quantity=None, **beside)
    return len(moved) + len(again), len(raised), len(larger)


def _is_to_be_had(line: Line) -> bool:
    """Tell whether as many as ``line`` says can be bought: nobody is offered what blocks an order."""
    try:
        stock = line.variant.stock
    except Stock.DoesNotExist:
        return False
    is_there = not stock.is_tracked or line.quantity <= stock.available
    return is_there and line.variant.quantities.allow(line.quantity)
