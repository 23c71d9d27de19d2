"""The order in which rows are locked: cart, order, payment, stock. Always this one (pitfall M3)."""

from cart.models import Cart
from checkout.models import Order


def lock_order(order_id: int) -> Order:
    """Return the order, locked together with its cart until the commit.

    Whatever changes a cart locks it first, so that a cart and its order are never read in between.
    SQLite ignores row locks, but lets one writer in at a time.
    """
    Cart.objects.select_for_update().filter(order=order_id).values_list("pk").first()
    rows = Order.objects.select_for_update(of=("self",)).select_related("cart__promotion")
    return rows.get(pk=order_id)
