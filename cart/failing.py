"""Remembers with a cart that a page failed its shopper, or kept them waiting (R3).

The shopper has waited enough: it is written down after the answer has gone out, and whatever goes
wrong then is a line in the log (pitfall R17).
"""

import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from cart.browser import current_cart
from cart.models import Trouble, TroubleKind
from shop.core.facts import recording

SLOW: Final = 5.0  # seconds until the answer is ready; people give up after ten
_LONGEST: Final = 80  # characters


class FailedPageMiddleware:
    """Watch how each page of the shop ends. The administration is nobody's way to an order."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _after(response, request, str(response.status_code))
        elif seconds > SLOW:
            _after(response, request, f"{seconds:.0f} s")
        return response


def _after(response: HttpResponse, request: HttpRequest, what: str) -> None:
    """Write it down once the server has handed the answer over, and closes it (PEP 3333)."""
    # Django itself closes files so; no public name does it before the connection is let go.
    closers = response._resource_closers  # type: ignore[attr-defined]  # noqa: SLF001
    closers.append(partial(_record, request, what))


def _record(request: HttpRequest, what: str) -> None:
    with recording("page_failed"):
        match = request.resolver_match
        if match is None or "admin" in match.namespaces:
            return
        cart = current_cart(request)
        if cart is not None:
            detail = f"{what} {match.view_name}"[:_LONGEST]
            Trouble.objects.create(cart=cart, kind=TroubleKind.SERVER_ERROR, detail=detail)
