"""Whether an order of a cart was begun. From then on nothing changes in it but by its shopper.

An app above knows, and registers how to ask.
"""

from collections.abc import Callable

from cart.models import Cart

_asked: list[Callable[[Cart], bool]] = []


def knows_begun(ask: Callable[[Cart], bool]) -> Callable[[Cart], bool]:
    """Register ``ask(cart)``: whether an order of ``cart`` was begun. One query at most."""
    _asked.append(ask)
    return ask


def is_begun(cart: Cart) -> bool:
    return any(ask(cart) for ask in _asked)
