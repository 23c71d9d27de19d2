"""What an app above knows of a cart's order. It registers how to ask; one query each.

Once an order was begun, nothing changes in its cart but by its shopper. While it is being paid the
cart stays whole as well: what was bought leaves it when the payment is settled, and who was declined
tries again with it.
"""

from collections.abc import Callable

from cart.models import Cart

Question = Callable[[Cart], bool]

_begun: list[Question] = []
_paid_for: list[Question] = []


def knows_begun(ask: Question) -> Question:
    """Register ``ask(cart)``: whether an order of ``cart`` was begun."""
    _begun.append(ask)
    return ask


def is_begun(cart: Cart) -> bool:
    return any(ask(cart) for ask in _begun)


def knows_paid_for(ask: Question) -> Question:
    """Register ``ask(cart)``: whether an order of ``cart`` waits for its money."""
    _paid_for.append(ask)
    return ask


def is_being_paid(cart: Cart) -> bool:
    return any(ask(cart) for ask in _paid_for)
