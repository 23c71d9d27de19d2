"""What an order would be if it were frozen now: its cart, priced for where it goes."""

from cart.contents import Contents
from cart.models import CartState
from cart.reading import contents
from checkout.models import Order


class NotReady(Exception):
    """Something in the cart must be settled first: stock, a price that rose, an address."""


def as_it_stands(order: Order) -> Contents:
    """Return what is in the open cart of ``order``. Raises NotReady when it has none any more."""
    cart = order.cart
    if cart is None or cart.state != CartState.OPEN:
        raise NotReady
    return contents(
        cart,
        country=order.country,
        method_id=order.delivery_method_id,
        vat_number=order.vat_number,
        with_images=False,
    )
