"""When a cart was ordered: what was bought leaves it, what was not stays with the shopper."""

from collections.abc import Mapping

from django.db import transaction

from cart.models import Cart, CartState, Line, Place


def close_cart(*, cart: Cart, bought: Mapping[int, int]) -> Cart | None:
    """Close ``cart``; ``bought`` is ``{variant id: units}``. Return the cart that follows it.

    What was saved for later, or added while the payment was under way, moves to a new cart, which
    takes over the browser's token and the account. None when nothing is left over.
    """
    with transaction.atomic():
        left = _left_over(cart, bought)
        closed = Cart.objects.filter(pk=cart.pk, state=CartState.OPEN)
        if not left:
            closed.update(state=CartState.ORDERED)
            return None
        if not closed.update(state=CartState.ORDERED, token_digest=None):
            return None
        following = Cart.objects.create(
            token_digest=cart.token_digest,
            user_id=cart.user_id,
            language=cart.language,
            country=cart.country,
            is_of_agent=cart.is_of_agent,
        )
        for line, quantity in left:
            _hand_over(line, quantity, following)
    return following


def _hand_over(line: Line, quantity: int, following: Cart) -> None:
    """Move ``quantity`` of a line; what was bought stays where it was bought."""
    row = Line.objects.filter(pk=line.pk)
    if quantity == line.quantity:
        row.update(cart=following)
        return
    row.update(quantity=line.quantity - quantity)
    Line.objects.create(
        cart=following,
        variant_id=line.variant_id,
        quantity=quantity,
        seen_price=line.seen_price,
    )


def _left_over(cart: Cart, bought: Mapping[int, int]) -> list[tuple[Line, int]]:
    left = []
    for line in Line.objects.filter(cart=cart).exclude(place=Place.REMOVED).order_by("pk"):
        units = bought.get(line.variant_id, 0) if line.place == Place.IN_CART else 0
        if line.quantity > units:
            left.append((line, line.quantity - units))
    return left
