"""What this browser may see of an order.

A cart's cookie opens a cart. Who the order is for, its addresses above all, is shown only to the
browser that began it, by a cookie of its own, and to the account it belongs to (S5.2, R5, M10). A
browser in which a cart was opened by a link holds a masked token: its visitor goes on with the order
and may pay it, and sees no name, address, phone or e-mail.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import BooleanField, OuterRef, Subquery, Value
from django.http import HttpRequest, HttpResponse

from cart import browser
from cart.models import Cart
from checkout.models import Order, OrderToken
from shop.core.tokens import InvalidToken, digest_of, new_token

COOKIE = "order"
COOKIE_AGE = 90 * 24 * 3600  # seconds


@dataclass(slots=True)
class Visitor:
    """The cart of this browser, its order if one was begun, and what may be done with that.

    A known visitor sees all of it, a masked one goes on without seeing whose it is, any other one
    knows nothing of it.
    """

    cart: Cart | None
    order: Order | None
    is_known: bool = False
    is_masked: bool = False
    has_cookie: bool = False  # of a known one; else it is known by the account alone

    @property
    def known_order(self) -> Order | None:
        return self.order if self.is_known else None

    @property
    def open_order(self) -> Order | None:
        """The order to go on with. Of a masked visitor's nothing personal may be shown."""
        return self.order if self.is_known or self.is_masked else None


def visitor(request: HttpRequest) -> Visitor:
    """Return who is at the checkout, in two queries."""
    cart = browser.current_cart(request)
    if cart is None:
        return Visitor(None, None)
    order = (
        Order.objects.filter(cart=cart)
        .select_related("delivery_method")
        .annotate(has_mask=_mask_of(_digest(request)))
        .first()
    )
    if order is None:
        return Visitor(cart, None)
    return _with_rights(request, Visitor(cart, order), has_mask=order.has_mask)


def visitor_of_cookie(request: HttpRequest) -> Visitor:
    """Return the last order that was begun or opened in this browser, whatever its cart is by now."""
    token = _token_of(request.COOKIES.get(COOKIE, ""))
    if token is None:
        return Visitor(None, None)
    return _with_rights(request, Visitor(None, token.order), has_mask=token.is_masked)


def order_of_token(secret: str) -> Order | None:
    """Return the order that ``secret`` shows in full, if it is one of ours."""
    token = _token_of(secret)
    return token.order if token and not token.is_masked else None


def order_of_browser(request: HttpRequest) -> Order | None:
    """Return the last order of this browser, masked or not: to be compared, not to be shown."""
    token = _token_of(request.COOKIES.get(COOKIE, ""))
    return token.order if token else None


def new_secret(order: Order, *, is_masked: bool = False) -> str:
    """Return a new secret that shows ``order``, or lets its holder go on without seeing whose it is."""
    token = new_token()
    OrderToken.objects.create(order=order, digest=token.digest, is_masked=is_masked)
    return token.secret


def show_order(response: HttpResponse, secret: str) -> None:
    """Give this browser the right to the order that ``secret`` has, in place of any other."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_AGE,
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )


def remember_known(response: HttpResponse, found: Visitor) -> None:
    """Let the browser of who is known by the account alone see the order later, too."""
    if found.known_order is not None and not found.has_cookie:
        show_order(response, new_secret(found.known_order))


def _with_rights(request: HttpRequest, found: Visitor, *, has_mask: bool | None) -> Visitor:
    """Fill in what ``found`` may see; ``has_mask`` is None where the cookie is of another order."""
    owner_id = found.order.user_id if found.order else None
    is_owner = owner_id is not None and owner_id == request.user.pk
    found.has_cookie = has_mask is False
    found.is_known = is_owner or found.has_cookie
    found.is_masked = has_mask is True and not found.is_known
    return found


def _digest(request: HttpRequest) -> str | None:
    try:
        return digest_of(request.COOKIES.get(COOKIE, ""))
    except InvalidToken:
        return None


def _token_of(secret: str) -> OrderToken | None:
    try:
        digest = digest_of(secret)
    except InvalidToken:
        return None
    return OrderToken.objects.select_related("order__invoice").filter(digest=digest).first()


def _mask_of(digest: str | None) -> Subquery | Value:
    """Return whether the order's token with this digest is masked; NULL where it has none."""
    if digest is None:
        return Value(None, output_field=BooleanField(null=True))
    return Subquery(
        OrderToken.objects.filter(order=OuterRef("pk"), digest=digest).values("is_masked")[:1]
    )
