"""Pages that are the same for everybody, kept for a minute.

A visitor without a session is a stranger: nothing on the page is about them, so the page made for
one is given to the next, without a query. What it says about prices and stock may be as old as
``settings.SHARED_PAGE_SECONDS``; cart and checkout always read the database.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from shop.core.short_memory import keep, recall

HTTP_OK = 200


def shared_page(
    request: HttpRequest, *, query: str, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the kept page at ``request.path`` and ``query``, or the one that ``make`` makes.

    ``query`` holds only the parameters that the page knows, in one order: others never make a
    second copy.
    """
    if not is_stranger(request) or request.method != "GET":
        return make()
    key = f"page:{get_language()}:{request.path}{query}"
    body = recall(key)
    if body is not None:
        return HttpResponse(body)
    response = make()
    if response.status_code == HTTP_OK and not _is_personal(request, response):
        keep(key, response.content)
    return response


def is_stranger(request: HttpRequest) -> bool:
    """Tell whether the shop can know nothing about who asks: no session, no cart, no note to show."""
    telling = (settings.SESSION_COOKIE_NAME, settings.CART_COOKIE_NAME, "messages")
    return not any(name in request.COOKIES for name in telling)


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """A form's secret or a cookie belongs to one visitor and must never reach another."""
    return bool(response.cookies) or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
