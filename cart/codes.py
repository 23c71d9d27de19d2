"""Promo codes: a shopper types one; the shop says yes, or which condition failed (S4.2)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from cart.changing import touch
from cart.models import Cart, Promotion, Trouble, TroubleKind
from shop.core import clock
from shop.core.facts import recording


class Refused(Exception):
    """The code gives nothing now. ``reason`` is a code, ``words`` say what would make it work."""

    def __init__(self, *, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


def apply_code(*, cart: Cart, text: str) -> Promotion:
    """Give ``cart`` the promotion whose code was typed, in place of any other.

    Raises Refused, and records that it did: a refused code may be why a cart is left.
    """
    try:
        promotion = _found(text)
    except Refused as refusal:
        with recording("code_refused"):
            kind = TroubleKind.CODE_REFUSED
            Trouble.objects.create(cart=cart, kind=kind, detail=refusal.reason)
        raise
    touch(cart, promotion=promotion)
    return promotion


def drop_code(*, cart: Cart) -> None:
    touch(cart, promotion=None)


def _found(text: str) -> Promotion:
    now = clock.now()
    promotion = Promotion.objects.filter(code__iexact=text.strip()).first()
    if promotion is None or not promotion.is_active:
        words = gettext("There is no code “%(code)s”. Please check how it is spelt.")
        raise Refused(reason="unknown", words=words % {"code": text.strip()})
    if promotion.starts_at and promotion.starts_at > now:
        words = gettext("The code %(code)s is valid from %(date)s on.")
        raise Refused(reason="too_early", words=words % _dated(promotion, promotion.starts_at))
    if promotion.ends_at and promotion.ends_at <= now:
        words = gettext("The code %(code)s was valid until %(date)s.")
        raise Refused(reason="too_late", words=words % _dated(promotion, promotion.ends_at))
    return promotion


def _dated(promotion: Promotion, moment: object) -> dict[str, str]:
    date = date_format(localtime(moment), "DATE_FORMAT")  # type: ignore[arg-type]
    return {"code": promotion.code, "date": date}
