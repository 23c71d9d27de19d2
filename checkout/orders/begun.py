"""A cart whose order was begun says what that order comes to: it must not change by itself (M9)."""

from cart.begun import knows_begun
from cart.models import Cart
from checkout.models import Order


@knows_begun
def has_order(cart: Cart) -> bool:
    """Tell whether an order of ``cart`` was begun, an abandoned one too: its shopper may be back."""
    return Order.objects.filter(cart=cart).exists()
