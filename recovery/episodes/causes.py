"""Why something was probably left: from facts to causes, the likeliest first (R3).

Pure: no database, no clock. What cannot be seen (doubts, a neighbour at the door) is not guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from recovery.models import Cause, Depth

MANY_ERRORS = 2  # one slip of the finger keeps nobody from buying


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
    goods: int = 0
    delivery: int | None = None  # None while nobody knows what it will cost


Ranked = list[tuple[Cause, dict[str, Any]]]


def causes(facts: Facts) -> Ranked:
    """Return every cause that the facts speak for, with its evidence; *unknown* when none does."""
    return list(_found(facts)) or [(Cause.UNKNOWN, {})]


def _found(facts: Facts) -> Iterator[tuple[Cause, dict[str, Any]]]:
    if facts.depth == Depth.FAILED:
        yield Cause.PAYMENT_DECLINED, {"error": facts.payment_error}
    if facts.too_few or facts.unbuyable:
        yield Cause.OUT_OF_STOCK, {"too_few": facts.too_few, "unbuyable": facts.unbuyable}
    if facts.form_errors >= MANY_ERRORS:
        yield Cause.FORM_ERRORS, {"errors": facts.form_errors}
    if facts.codes_refused and not facts.has_code:
        yield Cause.CODE_REFUSED, {"refused": facts.codes_refused}
    if facts.prices_risen:
        yield Cause.PRICE_ROSE, {"risen": facts.prices_risen}
    # Where the delivery is chosen its price stands in full sight, beside the new total.
    if facts.depth in {Depth.DELIVERY, Depth.PAYMENT} and facts.delivery:
        yield Cause.DELIVERY_COST, {"delivery": facts.delivery, "goods": facts.goods}
