"""What an order that was begun holds of the stock for its own cart.

The apps above know. A shopper who comes back from the bank must not find their own units gone.
"""

from collections.abc import Callable, Mapping

from cart.models import Cart

Teller = Callable[[Cart], Mapping[int, int]]
_tellers: list[Teller] = []


def tells_held(teller: Teller) -> Teller:
    """Register ``teller(cart)``, which returns ``{variant id: units}``."""
    _tellers.append(teller)
    return teller


def held_for(cart: Cart) -> dict[int, int]:
    """Return ``{variant id: units}`` that are reserved for ``cart`` itself."""
    held: dict[int, int] = {}
    for teller in _tellers:
        for variant_id, units in teller(cart).items():
            held[variant_id] = held.get(variant_id, 0) + units
    return held
