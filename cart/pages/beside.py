"""What an app above shows beside what is in the cart. It registers how to make it."""

from collections.abc import Callable

from django.http import HttpRequest

from cart.contents import Contents
from shop.core.asking import Offer

Maker = Callable[[HttpRequest, Contents], Offer | None]
_makers: list[Maker] = []


def offers_beside_cart(make: Maker) -> Maker:
    """Register ``make(request, contents)``: a mail that can be asked for here, or None. No query."""
    _makers.append(make)
    return make


def offers_for(request: HttpRequest, contents: Contents) -> list[Offer]:
    return [offer for make in _makers if (offer := make(request, contents)) is not None]
