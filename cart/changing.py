"""The verbs of a cart. Each changes its rows and its last activity in one transaction.

The last activity is written first: its row's lock makes two tabs take turns, so that what is read
after it cannot change before the commit (pitfall M24).

A line that is gone by now, because another tab removed it, is no error: ``False`` says so, and the
page tells (pitfall M12).
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from cart.holding import held_for
from cart.models import (
    LARGEST_QUANTITY,
    UNORDERED,
    Cart,
    CartState,
    Line,
    Place,
    Trouble,
    TroubleKind,
)
from catalog.models import Stock, Variant
from catalog.quantities import Quantities
from shop.core import clock
from shop.core.facts import recording

MOST_LINES = 200  # in a cart; more is a mistake or an attack

# Whoever changes a line has answered what another cart would make of it (``cart.joining``).
_ANSWER: dict[str, Any] = {"is_offered": False, "other_quantity": None}

Eraser = Callable[[Cart], None]
_erasers: list[Eraser] = []


class TooFew(Exception):
    """There are only ``left`` units of what was asked for. Nothing was changed."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} units left")
        self.left = left


class TooMany(Exception):
    """More than ``LARGEST_QUANTITY`` of one thing, or more than ``MOST_LINES`` different ones."""


class WrongQuantity(Exception):
    """``wanted`` is none of the ``quantities`` in which a thing is sold. Nothing was changed."""

    def __init__(self, quantities: Quantities, wanted: int) -> None:
        super().__init__(f"{wanted} is not possible")
        self.quantities = quantities
        self.wanted = wanted


class InUse(Exception):
    """An app above still needs the cart. ``words`` tell the shopper why, and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Closed(Exception):
    """The cart was ordered or joined to another one in the meantime."""


def add(*, cart: Cart, variant: Variant, quantity: int | None) -> Line:
    """Put ``quantity`` more of ``variant`` into ``cart`` and return its line.

    None is as few as can be. What lay there saved for later, or removed, comes back with this
    quantity alone. Raises TooFew, TooMany, WrongQuantity, Closed.
    """
    with transaction.atomic():
        touch(cart)
        line = Line.objects.filter(cart=cart, variant=variant).first()
        present = line.quantity if line and line.place == Place.IN_CART else 0
        wanted = variant.quantities.above(present) if quantity is None else present + quantity
        _check(variant, wanted, line)
        if line is None:
            if Line.objects.filter(cart=cart).count() >= MOST_LINES:
                raise TooMany
            line = Line.objects.create(
                cart=cart, variant=variant, quantity=wanted, seen_price=variant.price
            )
        else:
            seen = {} if line.place == Place.IN_CART else {"seen_price": variant.price}
            _change(line, quantity=wanted, place=Place.IN_CART, **seen)
    return line


def set_quantity(*, cart: Cart, line_id: int, quantity: int) -> bool:
    """Make it ``quantity`` of a line in the cart; None at all removes it.

    Fewer is possible whatever the stock is. Raises TooFew, TooMany, WrongQuantity, Closed.
    """
    if quantity == 0:
        return remove(cart=cart, line_id=line_id)
    with transaction.atomic():
        touch(cart)
        line = _line(cart, line_id, Place.IN_CART)
        if line is None:
            return False
        if quantity > line.quantity:
            _check(line.variant, quantity, line)
        else:
            _check_rule(line.variant, quantity)
        return _change(line, quantity=quantity)


def remove(*, cart: Cart, line_id: int) -> bool:
    """Take a line out of sight. ``put_back`` undoes it."""
    return _move(cart, line_id, to=Place.REMOVED, origins=(Place.IN_CART, Place.SAVED))


def put_back(*, cart: Cart, line_id: int) -> bool:
    """Undo a removal from the cart: the line is in it again as it was."""
    return _move(cart, line_id, to=Place.IN_CART, origins=(Place.REMOVED,))


def put_aside_again(*, cart: Cart, line_id: int) -> bool:
    """Undo the removal of what was saved for later."""
    return _move(cart, line_id, to=Place.SAVED, origins=(Place.REMOVED,))


def save_for_later(*, cart: Cart, line_id: int) -> bool:
    return _move(cart, line_id, to=Place.SAVED, origins=(Place.IN_CART,))


def move_to_cart(*, cart: Cart, line_id: int) -> bool:
    return _move(cart, line_id, to=Place.IN_CART, origins=(Place.SAVED,))


def agree(*, cart: Cart, prices: dict[int, int]) -> bool:
    """Take ``{line id: unit price}`` as seen. False when one of them is no longer the price."""
    with transaction.atomic():
        touch(cart)
        agreed = [
            Line.objects.filter(cart=cart, pk=pk, variant__price=shown).update(seen_price=shown)
            for pk, shown in sorted(prices.items())[:MOST_LINES]
        ]
    return all(agreed)


def empty(*, cart: Cart) -> None:
    """Erase the cart and all that hangs on it, for good and at once (S3.3).

    Apps above erase what is theirs (``erases_with_cart``) or raise InUse, and then all stays.
    Raises Closed.
    """
    _erase(Cart.objects.filter(pk=cart.pk, state=CartState.OPEN))


def forget(*, cart: Cart, since: datetime | None = None) -> None:
    """Erase a cart that nobody has ordered, also one that was joined to another (P3, P5).

    One that was touched after ``since``, if that is given, stays. Raises InUse, Closed.
    """
    rows = Cart.objects.filter(pk=cart.pk, state__in=UNORDERED)
    _erase(rows if since is None else rows.filter(last_activity_at__lt=since))


def erases_with_cart(erase: Eraser) -> Eraser:
    """Register ``erase(cart)``, called in the transaction that erases a cart."""
    _erasers.append(erase)
    return erase


def touch(cart: Cart, **changes: Any) -> None:
    """Write down that the shopper did something with the cart just now. Raises Closed."""
    changes["last_activity_at"] = clock.now()
    if not Cart.objects.filter(pk=cart.pk, state=CartState.OPEN).update(**changes):
        raise Closed
    for name, value in changes.items():
        setattr(cart, name, value)


def _erase(rows: QuerySet[Cart]) -> None:
    """Erase the one cart of ``rows``. Raises Closed when it is none any more."""
    with transaction.atomic():
        locked = rows.select_for_update(of=("self",)).first()
        if locked is None:
            raise Closed
        for erase in _erasers:
            erase(locked)
        locked.delete()


def _check_rule(variant: Variant, wanted: int) -> None:
    if wanted > LARGEST_QUANTITY:
        raise TooMany
    if not variant.quantities.allow(wanted):
        raise WrongQuantity(variant.quantities, wanted)


def _check(variant: Variant, wanted: int, line: Line | None) -> None:
    _check_rule(variant, wanted)
    left = variant.quantities.sellable(units_left(variant, line))
    if left is not None and left < wanted:
        raise TooFew(left)


def units_left(variant: Variant, line: Line | None = None) -> int | None:
    """Return how many can be bought on ``line``; None where stock is not counted."""
    stock = Stock.objects.filter(pk=variant.pk).first()
    if stock is None:
        return 0
    return max(stock.available + held_for(line), 0) if stock.is_tracked else None


def note_too_few(*, cart: Cart, variant: Variant) -> None:
    """Record that somebody wanted more than there is: it may be why the cart is left."""
    with recording("too_few"):
        Trouble.objects.create(cart=cart, kind=TroubleKind.TOO_FEW, detail=variant.sku)


def note_rises(*, cart: Cart, skus: Collection[str]) -> None:
    """Record, once for each, that the shopper was told of a price that rose."""
    with recording("price_rose"):
        rises = Trouble.objects.filter(cart=cart, kind=TroubleKind.PRICE_ROSE)
        known = set(rises.values_list("detail", flat=True))
        Trouble.objects.bulk_create(
            Trouble(cart=cart, kind=TroubleKind.PRICE_ROSE, detail=sku)
            for sku in skus
            if sku not in known
        )


def note_falls(*, cart: Cart, line_ids: Collection[int]) -> None:
    """Take the lower prices of these lines as seen: a rise back to the old one is a rise (S3.4)."""
    price = Variant.objects.filter(pk=OuterRef("variant")).values("price")
    with recording("price_fell"):
        lines = Line.objects.filter(cart=cart, pk__in=line_ids, seen_price__gt=F("variant__price"))
        lines.update(seen_price=Subquery(price))


def _line(cart: Cart, line_id: int, *places: Place) -> Line | None:
    lines = Line.objects.select_related("variant")
    return lines.filter(cart=cart, pk=line_id, place__in=places).first()


def _change(line: Line, **values: Any) -> bool:
    return bool(Line.objects.filter(pk=line.pk, cart=line.cart_id).update(**_ANSWER, **values))


def _move(cart: Cart, line_id: int, *, to: Place, origins: tuple[Place, ...]) -> bool:
    with transaction.atomic():
        touch(cart)
        lines = Line.objects.filter(cart=cart, pk=line_id, place__in=origins)
        return bool(lines.update(place=to, **_ANSWER))
