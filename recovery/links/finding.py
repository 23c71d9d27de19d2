"""Finds what a link opens. Whatever is not a link of ours opens nothing, and says nothing (R9, R10)."""

from recovery.models import CartLink, Link, LinkPurpose
from shop.core.tokens import InvalidToken, digest_of


def find_link(secret: str, *purposes: LinkPurpose) -> Link | None:
    """Return the link with this secret that is for one of ``purposes``, expired or not."""
    try:
        digest = digest_of(secret)
    except InvalidToken:
        return None
    links = Link.objects.select_related("episode__person")
    return links.filter(digest=digest, purpose__in=purposes).first()


def find_cart_link(secret: str) -> CartLink | None:
    """Return the link with this secret that somebody had sent to an address, expired or not."""
    try:
        digest = digest_of(secret)
    except InvalidToken:
        return None
    return CartLink.objects.filter(digest=digest).first()
