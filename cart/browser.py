"""Which cart a browser has. The cookie holds a random token, the database its hash.

A second cookie remembers how many things are in it, so that no page has to ask (pitfall M20). It
lives as long as a visit may pause: once it is gone, the shopper is back after a break, the cart is
read once, and a note says that it was kept (S3.2).

A cart may be open in several browsers: the one it began in has its token, each other one a key.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from cart.models import Cart, CartKey, CartState, Place
from catalog.sensitive import is_sensitive
from shop.core.agents import is_agent
from shop.core.tokens import InvalidToken, digest_of, new_token
from shop.core.users.models import User

COOKIE_AGE = 90 * 24 * 3600  # seconds; as long as an unfinished cart keeps personal data (P3)
SIZE_COOKIE = "cart_size"


class CartMiddleware:
    """Set the cart's cookies on the way out, when a view has changed what they say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.CART_COOKIE_NAME in request.COOKIES:
            patch_vary_headers(response, ["Cookie"])
        for name, value in getattr(request, "cart_cookies", {}).items():
            if value is None:
                response.delete_cookie(name, samesite="Lax")
                continue
            response.set_cookie(
                name,
                value,
                max_age=COOKIE_AGE if name == settings.CART_COOKIE_NAME else _break_seconds(),
                httponly=True,
                secure=settings.IS_HTTPS,
                samesite="Lax",
            )
        return response


@dataclass(frozen=True)
class Sight:
    """What the header shows: how many things are in the cart, and whether they waited a while.

    ``kept`` is how many the welcome-back note tells of: sensitive ones are not among them, and of
    nothing else there is no note (R13).
    """

    size: int
    kept: int = 0

    @property
    def is_back(self) -> bool:
        return bool(self.kept)


def current_cart(request: HttpRequest) -> Cart | None:
    """Return the open cart of this account, else of this browser, else None. One query."""
    user = _user(request)
    carts = Cart.objects.select_related("promotion").filter(state=CartState.OPEN)
    if user is not None:
        return carts.filter(user=user).first()
    digest = _digest(request)
    return carts.filter(_opened_by(digest)).first() if digest else None


def cart_of_cookie(request: HttpRequest) -> Cart | None:
    """Return the open cart of this browser, whoever is signed in."""
    digest = _digest(request)
    carts = Cart.objects.filter(state=CartState.OPEN)
    return carts.filter(_opened_by(digest)).first() if digest else None


def cart_for(request: HttpRequest) -> Cart:
    """Return the cart of this visitor, made now if there is none. Safe in parallel (M11)."""
    cart = current_cart(request)
    if cart is not None:
        return cart
    cart, secret = begin(
        user=_user(request), language=get_language() or "", is_of_agent=is_agent(request)
    )
    if secret:
        _set(request, settings.CART_COOKIE_NAME, secret)
    return cart


def begin(*, user: User | None, language: str, is_of_agent: bool = False) -> tuple[Cart, str]:
    """Return a new cart and the secret that opens it; the account's open one and "", if it has one."""
    token = new_token()
    try:
        with transaction.atomic():
            cart = Cart.objects.create(
                token_digest=token.digest, user=user, language=language, is_of_agent=is_of_agent
            )
    except IntegrityError:  # the account's other request was a moment faster
        return Cart.objects.get(state=CartState.OPEN, user=user), ""
    return cart, token.secret


def hold(request: HttpRequest, cart: Cart) -> None:
    """Open ``cart`` in this browser, too, and count it anew. The cart that it had is let go.

    A browser that opens the cart already keeps its token: what is left over of an ordered cart
    follows the token, not a key. Whoever is signed in sees the cart of their account all the same.
    """
    if cart_of_cookie(request) != cart:
        key = new_token()
        CartKey.objects.create(cart=cart, digest=key.digest)
        _set(request, settings.CART_COOKIE_NAME, key.secret)
    _set(request, SIZE_COOKIE, None)


def let_go(request: HttpRequest) -> None:
    """Forget the cart in this browser."""
    _set(request, settings.CART_COOKIE_NAME, None)
    _set(request, SIZE_COOKIE, None)


def drop_cookie(request: HttpRequest, name: str) -> None:
    """Let this browser forget the cookie ``name``."""
    _set(request, name, None)


def remember_size(request: HttpRequest, size: int) -> None:
    _set(request, SIZE_COOKIE, str(size))


def recount(request: HttpRequest) -> None:
    """Count anew, where something other than this browser's forms may have changed the cart."""
    cart = current_cart(request)
    remember_size(request, size_of(cart) if cart else 0)


def sight(request: HttpRequest) -> Sight:
    """Return what the header shows. Asks the database once a visit, strangers' never."""
    known = getattr(request, "cart_cookies", {}).get(SIZE_COOKIE, request.COOKIES.get(SIZE_COOKIE))
    if known is not None and known.isascii() and known.isdigit():
        return Sight(int(known[:6]))
    if settings.CART_COOKIE_NAME not in request.COOKIES and _user(request) is None:
        return Sight(0)
    cart = current_cart(request)
    size, kept = _counted(cart) if cart else (0, 0)
    if not kept:
        remember_size(request, size)
    return Sight(size, kept)


def size_of(cart: Cart) -> int:
    """Return how many things are in ``cart``."""
    lines = cart.lines.filter(place=Place.IN_CART)
    return lines.aggregate(total=Sum("quantity"))["total"] or 0


def _counted(cart: Cart) -> tuple[int, int]:
    """Return how many things are in ``cart``, and how many of them a note may tell of."""
    told = ~is_sensitive("variant__product__")
    counts = cart.lines.filter(place=Place.IN_CART).aggregate(
        size=Sum("quantity", default=0), kept=Sum("quantity", filter=told, default=0)
    )
    return counts["size"], counts["kept"]


def _digest(request: HttpRequest) -> str | None:
    try:
        return digest_of(request.COOKIES.get(settings.CART_COOKIE_NAME, ""))
    except InvalidToken:
        return None


def _opened_by(digest: str) -> Q:
    """Return which carts a cookie opens: the one whose token it holds, or one of whose keys.

    The key's cart is a single value on purpose, hence the slice: PostgreSQL looks it up once, before
    it looks for carts, and finds these by both unique indexes. Of ``OR id IN (SELECT …)`` and of a
    join it would make a scan of all carts.
    """
    return Q(token_digest=digest) | Q(
        pk=CartKey.objects.filter(digest=digest).order_by().values("cart")[:1]
    )


def is_signed_in(request: HttpRequest) -> bool:
    """Tell whether somebody is, without a question about a browser that has no session."""
    return _user(request) is not None


def _user(request: HttpRequest) -> User | None:
    """Return who is signed in, without asking for a session that the browser does not have."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not _signed_in_now(request):
        return None
    return request.user if request.user.is_authenticated else None


def _signed_in_now(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and session.modified


def _set(request: HttpRequest, name: str, value: str | None) -> None:
    cookies = getattr(request, "cart_cookies", None)
    if cookies is None:
        cookies = request.cart_cookies = {}  # type: ignore[attr-defined]
    cookies[name] = value


def _break_seconds() -> int:
    return int(settings.WELCOME_BACK_HOURS) * 3600
