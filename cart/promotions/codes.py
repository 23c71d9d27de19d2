"""Promo codes: a shopper types one; the shop says yes, or which condition is not met (S4.2)."""

import unicodedata

from django.db.models import Q

from cart.changing import touch
from cart.contents import Contents
from cart.models import Cart, Promotion, Trouble, TroubleKind
from cart.pricing import Reason
from cart.promotions.words import WAITS, unknown
from cart.reading import contents
from shop.core.facts import recording

_DOTTED = str.maketrans("İ", "I")  # what a Turkish keyboard makes of a small i


class Refused(Exception):
    """The code gives nothing now. ``reason`` is a code, ``words`` say what would make it work.

    ``waits`` tells that it stays with the cart, and counts as soon as its conditions are met.
    """

    def __init__(self, *, reason: Reason, words: str, waits: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words
        self.waits = waits


def apply_code(*, cart: Cart, text: str) -> Contents:
    """Give ``cart`` the promotion whose code was typed, in place of any other; return it priced.

    Raises Refused, and records that it did: a refused code may be why a cart is left.
    """
    try:
        return _tried(cart, text.strip())
    except Refused as refusal:
        with recording("code_refused"):
            kind = TroubleKind.CODE_REFUSED
            Trouble.objects.create(cart=cart, kind=kind, detail=refusal.reason)
        raise


def normalised(text: str) -> str:
    """Return a code as it is kept: one way to write it, in capital letters, accents too.

    SQLite knows capital letters only of those without accents. Marks that nobody sees, as they come
    along with what is pasted, are left out.
    """
    text = "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFKC", text).translate(_DOTTED).upper().strip()


def find_code(text: str) -> Promotion | None:
    """Return the promotion whose code is meant, with or without spaces in it."""
    code = normalised(text)
    squeezed = "".join(code.split())
    if not squeezed:
        return None
    is_meant = Q(code__iexact=text) | Q(code__iexact=code) | Q(code__iexact=squeezed)
    return Promotion.objects.filter(is_meant).order_by("pk").first()


def drop_code(*, cart: Cart) -> str:
    """Take the promo code out of ``cart``; return it, or nothing if there was none."""
    code = cart.promotion.code if cart.promotion else ""
    touch(cart, promotion=None)
    return code


def _tried(cart: Cart, code: str) -> Contents:
    promotion = find_code(code)
    if promotion is None:
        raise Refused(reason=Reason.UNKNOWN, words=unknown(code))
    before = cart.promotion
    cart.promotion = promotion
    priced = contents(cart, with_images=False)
    obstacle, words = priced.code_obstacle, priced.code_words
    stays = obstacle is None or obstacle.reason in WAITS
    if stays:
        touch(cart, promotion=promotion)
    else:
        cart.promotion = before
    if obstacle is not None:
        raise Refused(reason=obstacle.reason, words=words, waits=stays)
    return priced
