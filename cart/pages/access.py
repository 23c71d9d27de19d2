"""Who comes to a form of the cart, and where they are led when there is nothing to change."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cart import browser, changing
from cart.models import Cart

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def posted(view: View[P]) -> View[P]:
    """Lead whoever opens a form's address, by reloading or going back, to the cart."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return redirect("cart")
        return view(request, *args, **kwargs)

    return cast("View[P]", wrapped)


def open_cart(
    view: Callable[Concatenate[HttpRequest, Cart, P], HttpResponse],
) -> View[P]:
    """Give the view this visitor's cart; one that is not open any more is told, and no error."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        cart = browser.current_cart(request)
        if cart is None:
            return closed(request)
        try:
            return view(request, cart, *args, **kwargs)
        except changing.Closed:
            return closed(request)

    return cast("View[P]", wrapped)


def closed(request: HttpRequest) -> HttpResponse:
    """Tell that the cart is no longer open, and show what there is."""
    browser.recount(request)
    messages.info(request, _("That cart is no longer open. Here is what there is now."))
    return redirect("cart")


def back_to_cart(request: HttpRequest, cart: Cart) -> HttpResponse:
    """Lead back to the cart's page, with the number in the header as it is now."""
    browser.remember_size(request, browser.size_of(cart))
    return redirect("cart")
