"""The order in which rows are locked: cart, order, payment, stock, promotions. Always this one (pitfall M3).

Last of all comes the series of the document's number (``checkout.invoices.numbering``): all orders
that are being placed wait for one another there, and so do all refunds that have arrived.
"""

from cart.models import Cart
from checkout.models import Order


def lock_order(**which: int) -> Order:
    """Return the order that ``pk`` or ``payments`` names, locked together with its cart until the commit.

    Whatever changes a cart locks it first, so that a cart and its order are never read in between.
    SQLite ignores row locks, but lets one writer in at a time.
    """
    carts = Cart.objects.select_for_update(of=("self",))
    carts.filter(**{f"order__{name}": key for name, key in which.items()}).values_list("pk").first()
    rows = Order.objects.select_for_update(of=("self",)).select_related("cart__promotion")
    return rows.get(**which)
