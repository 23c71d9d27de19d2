"""How often a promotion was used, and by whom.

Uses are counted with orders (S4.2), which an app above knows. It tells as expressions on a
promotion, so that they come with the query that reads promotions anyway.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Past:
    """The same of one cart, as facts: promotions by their keys."""

    own: frozenset[int] = frozenset()
    by_person: Mapping[int, int] = field(default_factory=dict)
    has_ordered: bool = False


Teller = Callable[[Sequence[Cart]], Mapping[int, Past]]

_tellers: list[Teller] = []


def tells_pasts(tell: Teller) -> Teller:
    """Register ``tell(carts)``: what is known of each cart, by its key, for all in few queries."""
    _tellers.append(tell)
    return tell


def pasts_of(carts: Sequence[Cart]) -> Mapping[int, Past]:
    """Return what is known of ``carts``; of whom nothing is, there is nothing."""
    return _tellers[0](carts) if _tellers else {}
