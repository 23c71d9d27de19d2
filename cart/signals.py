"""Signing in joins the browser's cart to the account's, and says so."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from cart import browser
from cart.joining import Joined, join
from shop.core.facts import recording


def connect() -> None:
    user_logged_in.connect(_joined, dispatch_uid="join_carts")


def _joined(sender: Any, request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    """Join the carts. Should it fail, signing in does not: both carts stay as they were."""
    if request is None or not hasattr(request, "COOKIES"):
        return
    with recording("carts_joined"):
        cart = browser.cart_of_cookie(request)
        joined = join(cart=cart, user=user, is_in_checkout=_is_in_checkout(request))
        browser.recount(request)
        _tell(request, joined)


def _is_in_checkout(request: HttpRequest) -> bool:
    """Tell whether the shopper signs in on the way to an order: then nothing in it may change.

    On the first step there is no order yet that would say so.
    """
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked.startswith("/checkout/")


def _tell(request: HttpRequest, joined: Joined) -> None:
    for words in _words(joined):
        messages.info(request, words)


def _words(joined: Joined) -> Iterator[str]:
    if joined.is_paying:
        yield gettext(
            "A payment for the cart of your account is under way, so that cart stays as it is."
        )
    if joined.offered:
        yield _offered(joined) % {"count": joined.offered}
    if joined.raised:
        words = ngettext(
            "Of %(count)d thing your earlier cart held more: the quantity is now that one.",
            "Of %(count)d things your earlier cart held more: the quantities are now those.",
            joined.raised,
        )
        yield words % {"count": joined.raised}
    if joined.larger:
        words = ngettext(
            "Of %(count)d thing your earlier cart held more. Nothing was changed: you can choose in "
            "your cart.",
            "Of %(count)d things your earlier cart held more. Nothing was changed: you can choose in "
            "your cart.",
            joined.larger,
        )
        yield words % {"count": joined.larger}
    if joined.code_taken:
        words = gettext("The promo code %(code)s came along from your earlier cart.")
        yield words % {"code": joined.code_taken}
    if joined.code_left:
        words = gettext(
            "Your earlier cart had the promo code %(code)s. Your total is as it was: if you want to "
            "use the code, enter it in your cart."
        )
        yield words % {"code": joined.code_left}


def _offered(joined: Joined) -> str:
    if joined.is_paying:
        return ngettext(
            "%(count)d thing that you had here lies beside it, saved for later.",
            "%(count)d things that you had here lie beside it, saved for later.",
            joined.offered,
        )
    return ngettext(
        "%(count)d thing from your earlier cart lies beside this one, saved for later.",
        "%(count)d things from your earlier cart lie beside this one, saved for later.",
        joined.offered,
    )
