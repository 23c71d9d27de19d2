"""Forms on pages that set no cookie: a product's page must look the same to everybody.

Such a form has no secret of Django's. The browser itself says where a request comes from, and one
from another site is refused.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from shop.core.errors import csrf_failure

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def same_origin(view: View[P]) -> View[P]:
    """Answer 403 to a form that another site's page sends, in place of Django's own check."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_from_elsewhere(request):
            return csrf_failure(request)
        return view(request, *args, **kwargs)

    return cast("View[P]", csrf_exempt(wrapped))


def way_back(request: HttpRequest) -> str:
    """Return the page of this shop that a form says it stood on (``next``); else the front page."""
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if is_ours else "/"


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether another site's page made the browser send this.

    ``Sec-Fetch-Site`` (W3C Fetch Metadata) answers in every browser since 2023, ``Origin`` and
    ``Referer`` in older ones. A program that sends none of them carries no one's cookies.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
