"""Why something was probably left: from facts to causes, the likeliest first (R3).

Pure: no database, no clock. What cannot be seen (doubts, a neighbour at the door) is not guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from recovery.models import Cause, Depth

MANY_ERRORS = 2  # one slip of the finger keeps nobody from buying
AGAIN = 2  # looks, each in a visit of its own
# Where the delivery is chosen its price stands in full sight, beside the new total.
SEES_DELIVERY = frozenset({Depth.DELIVERY, Depth.PAYMENT})
# Whoever has begun an order is past the question whether to.
WEIGHS = frozenset({Depth.PRODUCT, Depth.CART})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the shop saw of a visit. Amounts are minor units."""

    depth: Depth
    payment_error: str = ""
    server_errors: int = 0  # pages that failed, or kept them waiting for seconds
    form_errors: int = 0  # met on the way
    codes_refused: int = 0
    has_code: bool = False  # another one was taken in the end
    too_few: int = 0
    unbuyable: int = 0  # lines that are sold out or not sold any more
    prices_risen: int = 0
    goods: int = 0  # before promotions
    delivery: int | None = None  # None while nobody knows what it will cost
    days: int = 0  # from the first day to the last on which they were at it
    views: int = 0  # visits in which they looked at it, as far as they let us remember


Evidence = dict[str, Any]
Ranked = list[tuple[Cause, Evidence]]

# The likeliest first: a cause, when the facts speak for it, and what it is read from.
TABLE: list[tuple[Cause, Callable[[Facts], bool], Callable[[Facts], Evidence]]] = [
    (
        Cause.PAYMENT_DECLINED,
        lambda f: f.depth == Depth.FAILED,
        lambda f: {"error": f.payment_error},
    ),
    (
        Cause.SERVER_ERROR,
        lambda f: bool(f.server_errors),
        lambda f: {"failed": f.server_errors},
    ),
    (
        Cause.OUT_OF_STOCK,
        lambda f: bool(f.too_few or f.unbuyable),
        lambda f: {"too_few": f.too_few, "unbuyable": f.unbuyable},
    ),
    (
        Cause.FORM_ERRORS,
        lambda f: f.form_errors >= MANY_ERRORS,
        lambda f: {"errors": f.form_errors},
    ),
    (
        Cause.CODE_REFUSED,
        lambda f: bool(f.codes_refused) and not f.has_code,
        lambda f: {"refused": f.codes_refused},
    ),
    (
        Cause.PRICE_ROSE,
        lambda f: bool(f.prices_risen),
        lambda f: {"risen": f.prices_risen},
    ),
    (
        Cause.DELIVERY_COST,
        lambda f: f.depth in SEES_DELIVERY and bool(f.delivery),
        lambda f: {"delivery": f.delivery, "goods": f.goods},
    ),
]


# What is said where none of these speaks: the first that does.
OTHERWISE: list[tuple[Cause, Callable[[Facts], bool], Callable[[Facts], Evidence]]] = [
    (
        Cause.UNDECIDED,
        lambda f: f.depth in WEIGHS and (f.days > 0 or f.views >= AGAIN),
        lambda f: {"days": f.days, "views": f.views},
    ),
    (Cause.UNKNOWN, lambda _f: True, lambda _f: {}),
]


def causes(facts: Facts) -> Ranked:
    """Return every cause that the facts speak for, with its evidence.

    *Undecided* stands alone, and *unknown* does where not even that can be seen.
    """
    found = [(cause, evidence(facts)) for cause, speaks, evidence in TABLE if speaks(facts)]
    otherwise = ((cause, evidence(facts)) for cause, speaks, evidence in OTHERWISE if speaks(facts))
    return found or [next(otherwise)]
