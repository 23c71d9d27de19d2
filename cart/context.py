"""What every page shows of the cart: the number in the header, and the welcome-back note."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cart.browser import sight


def cart(request: HttpRequest) -> dict[str, object]:
    """Return ``cart_sight``, asked for only by pages that show it."""
    return {"cart_sight": SimpleLazyObject(lambda: sight(request))}
