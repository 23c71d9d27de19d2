"""A cart whose order was begun says what that order comes to: it must not change by itself (M9)."""

from cart.begun import knows_begun, knows_paid_for
from cart.models import Cart
from checkout.models import Order, OrderState


@knows_begun
def has_order(cart: Cart) -> bool:
    """Tell whether an order of ``cart`` was begun, an abandoned one too: its shopper may be back."""
    return Order.objects.filter(cart=cart).exists()


@knows_paid_for
def has_frozen_order(cart: Cart) -> bool:
    """Tell whether an order of ``cart`` holds its price: at the bank, or to be paid once more."""
    return Order.objects.filter(cart=cart, state=OrderState.AWAITING_PAYMENT).exists()
