"""What many carts come to, without pricing them: one query, whatever their number.

For whoever looks through thousands: how many things can be bought, and what those would cost before
promotions, delivery and relief from tax. ``reading`` has the exact figures, one cart at a time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cart.holding import held_units
from cart.models import Line, Place
from catalog.pages.availability import counted
from catalog.quantities import Quantities
from catalog.sensitive import InSensitiveCategory

_COLUMNS = (
    "cart_id",
    "quantity",
    "seen_price",
    "variant__price",
    "variant__weight",
    "variant__product_id",
    "variant__product__is_sensitive",
)
_FACTS = (
    "variant__is_active",
    "variant__product__is_published",
    "variant__stock__on_hand",
    "variant__stock__reserved",
    "variant__stock__is_tracked",
    "variant__least_quantity",
    "variant__quantity_step",
    "variant__most_quantity",
)


@dataclass(slots=True)
class Glance:
    """What lies in a cart. Amounts are minor units, weights grams.

    Sensitive lines are counted apart and nowhere else, but for ``products`` (R13).
    """

    lines: int = 0
    held_back: int = 0  # lines that are sensitive
    buyable: int = 0  # of the lines
    risen: int = 0  # likewise, since the shopper saw the price
    goods: int = 0  # what the buyable ones cost
    weight: int = 0  # likewise
    products: set[int] = field(default_factory=set)


def glances(cart_ids: Collection[int]) -> dict[int, Glance]:
    """Look into carts; an empty or unknown one has nothing in it."""
    found = {pk: Glance() for pk in cart_ids}
    lines = Line.objects.filter(cart__pk__among=cart_ids, place=Place.IN_CART).order_by()
    is_in_marked = InSensitiveCategory("variant__product__category__path")
    for cart_id, *columns in lines.values_list(*_COLUMNS, is_in_marked, *_FACTS, held_units()):
        _add(found[cart_id], columns)
    return found


def _add(glance: Glance, columns: Iterable[Any]) -> None:
    quantity, seen, price, weight, product, is_marked, is_in_marked, *facts = columns
    glance.products.add(product)
    if is_marked or is_in_marked:
        glance.held_back += 1
        return
    glance.lines += 1
    if not _is_buyable(facts):
        return
    glance.buyable += 1
    glance.risen += price > seen
    glance.goods += price * quantity
    glance.weight += weight * quantity


def _is_buyable(facts: Sequence[Any]) -> bool:
    is_active, is_published, on_hand, reserved, is_tracked, least, step, most, held = facts
    if not (is_active and is_published):
        return False
    stock = counted(
        on_hand=on_hand,
        reserved=None if reserved is None else reserved - held,
        is_tracked=is_tracked,
        quantities=Quantities(least, step, most),
    )
    return stock.units != 0
