"""How often a promotion was used, and by whom.

Uses are counted with orders (S4.2), which an app above knows. It tells as expressions on a
promotion, so that they come with the query that reads promotions anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Value

from cart.models import Cart


@dataclass(frozen=True, slots=True)
class Uses:
    """Columns of a promotion: uses that the cart's own order holds, those in other orders of the
    same person, and whether that person has ordered before.
    """

    own: Any
    by_person: Any
    has_ordered: Any


Counter = Callable[[Cart], Uses]

_NONE = Uses(Value(0), Value(0), Value(False))
_counters: list[Counter] = []


def counts_uses(count: Counter) -> Counter:
    """Register ``count(cart)``."""
    _counters.append(count)
    return count


def uses_for(cart: Cart) -> Uses:
    return _counters[0](cart) if _counters else _NONE
