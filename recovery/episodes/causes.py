"""Why something was probably left: from facts to causes, the likeliest first (R3).

Pure: no database, no clock. What cannot be seen (doubts, a neighbour at the door) is not guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from recovery.models import Cause, Depth

MANY_ERRORS = 2  # one slip of the finger keeps nobody from buying
# Where the delivery is chosen its price stands in full sight, beside the new total.
SEES_DELIVERY = frozenset({Depth.DELIVERY, Depth.PAYMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the shop saw of a visit. Amounts are minor units."""

    depth: Depth
    payment_error: str = ""
    form_errors: int = 0  # met on the way
    codes_refused: int = 0
    has_code: bool = False  # another one was taken in the end
    too_few: int = 0
    unbuyable: int = 0  # lines that are sold out or not sold any more
    prices_risen: int = 0
    goods: int = 0  # before promotions
    delivery: int | None = None  # None while nobody knows what it will cost


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


def causes(facts: Facts) -> Ranked:
    """Return every cause that the facts speak for, with its evidence; *unknown* when none does."""
    found = [(cause, evidence(facts)) for cause, speaks, evidence in TABLE if speaks(facts)]
    return found or [(Cause.UNKNOWN, {})]
