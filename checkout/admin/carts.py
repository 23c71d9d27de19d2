"""What the page of a cart shows of its order."""

from cart.admin.cart import shown_with_cart
from checkout.models import Order
from shop.core.admin import ReadOnlyInline


@shown_with_cart
class OrderOfCartInline(ReadOnlyInline):
    """Its number leads on; who ordered is told there, to whoever may know."""

    model = Order
    fields = ("state", "reached", "error_count", "created_at", "last_activity_at")
    readonly_fields = fields
    show_change_link = True
