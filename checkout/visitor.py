"""What this browser may see of an order.

A cart's cookie opens a cart. Who the order is for, its addresses above all, is shown only to the
browser that began it, by a cookie of its own, and to the account it belongs to (S5.2, R5, M10).
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Value
from django.http import HttpRequest, HttpResponse

from cart import browser
from cart.models import Cart
from checkout.models import Order, OrderToken
from shop.core.tokens import InvalidToken, digest_of, new_token

COOKIE = "order"
COOKIE_AGE = 90 * 24 * 3600  # seconds


@dataclass(slots=True)
class Visitor:
    """The cart of this browser, its order if one was begun, and whether it may be shown."""

    cart: Cart | None
    order: Order | None
    is_known: bool
    has_cookie: bool = False  # else it is known by the account alone

    @property
    def known_order(self) -> Order | None:
        return self.order if self.is_known else None


def visitor(request: HttpRequest) -> Visitor:
    """Return who is at the checkout, in two queries."""
    cart = browser.current_cart(request)
    if cart is None:
        return Visitor(None, None, is_known=False)
    order = (
        Order.objects.filter(cart=cart)
        .select_related("delivery_method")
        .annotate(is_shown=_has_token(_digest(request)))
        .first()
    )
    if order is None:
        return Visitor(cart, None, is_known=False)
    is_owner = order.user_id is not None and order.user_id == request.user.pk
    is_shown = bool(order.is_shown)
    return Visitor(cart, order, is_known=is_owner or is_shown, has_cookie=is_shown)


def order_of_token(secret: str) -> Order | None:
    """Return the order that ``secret`` shows, if it is one of ours."""
    try:
        digest = digest_of(secret)
    except InvalidToken:
        return None
    return Order.objects.filter(tokens__digest=digest).first()


def order_of_browser(request: HttpRequest) -> Order | None:
    """Return the last order that was begun in this browser."""
    return order_of_token(request.COOKIES.get(COOKIE, ""))


def new_secret(order: Order) -> str:
    """Return a new secret that shows ``order``."""
    token = new_token()
    OrderToken.objects.create(order=order, digest=token.digest)
    return token.secret


def show_order(response: HttpResponse, secret: str) -> None:
    """Let this browser see the order that ``secret`` opens."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_AGE,
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )


def _digest(request: HttpRequest) -> str | None:
    try:
        return digest_of(request.COOKIES.get(COOKIE, ""))
    except InvalidToken:
        return None


def _has_token(digest: str | None) -> Exists | Value:
    if digest is None:
        return Value(value=False)
    return Exists(OrderToken.objects.filter(order=OuterRef("pk"), digest=digest))
