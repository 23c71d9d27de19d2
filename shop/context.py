"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from shop.core.shared_pages import is_stranger


def shop(request: HttpRequest) -> dict[str, object]:
    """Return the shop's name, this page's absolute address without its parameters, and whether
    to ask who the visitor is at all: asking marks the page as one that depends on a cookie.
    """
    return {
        "shop_name": settings.SHOP_NAME,
        "canonical_url": f"{settings.BASE_URL}{request.path}",
        "may_know_visitor": request.method != "GET" or not is_stranger(request),
    }
