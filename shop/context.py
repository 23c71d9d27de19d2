"""What every page knows."""

from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from shop.core.shared_pages import is_stranger


def shop(request: HttpRequest) -> dict[str, object]:
    """Return the shop's name, who can be asked, this page's absolute address without its parameters, and whether
    to ask who the visitor is at all: asking marks the page as one that depends on a cookie.
    """
    return {
        "shop_name": settings.SHOP_NAME,
        "care": person_of_care(settings.CARE_EMAIL),
        "canonical_url": f"{settings.BASE_URL}{request.path}",
        "may_know_visitor": request.method != "GET" or not is_stranger(request),
    }


@dataclass(frozen=True, slots=True)
class Care:
    """Who of customer care can be written to."""

    name: str
    address: str


@cache
def person_of_care(text: str) -> Care:
    """Read ``CARE_EMAIL``, as a mail's header would be read."""
    return Care(*parseaddr(text))
