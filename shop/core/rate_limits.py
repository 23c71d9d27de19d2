"""How often one visitor may do a costly thing. Accounts have allauth's own limits."""

from collections.abc import Callable
from functools import cache, wraps
from math import ceil
from typing import Concatenate, ParamSpec, cast

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from shop.core import clock
from shop.core.errors import too_many_requests

log = structlog.get_logger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(setting: str, *, times: int = 1) -> Callable[[View[P]], View[P]]:
    """Answer 429 to an address that calls the view more often than ``settings.<setting>`` allows.

    The setting reads ``"120/minute"``; empty switches the limit off. Counted over all processes
    with Redis, in each process without it. A broken store never blocks a visitor (pitfall R17).
    With ``times`` the view has a count of its own, which allows so many times as much.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            wait = _seconds_to_wait(request, setting, times)
            if wait:
                return too_many_requests(request, retry_after=wait)
            return view(request, *args, **kwargs)

        return cast("View[P]", wrapped)

    return decorate


def _seconds_to_wait(request: HttpRequest, setting: str, times: int) -> int:
    """Count this call; return 0 when it is within the limit, else after how long to come back."""
    rule: str = getattr(settings, setting)
    if not rule:
        return 0
    item = _parsed(rule, times)
    try:
        address = get_adapter().get_client_ip(request)
        limiter = _limiter()
        if limiter.hit(item, setting, address):
            return 0
        reset_at = limiter.get_window_stats(item, setting, address).reset_time
    except Exception as error:  # noqa: BLE001 - whatever the store's client raises
        log.warning("rate_limit_unavailable", error=type(error).__name__)
        return 0
    return max(1, ceil(reset_at - clock.now().timestamp()))


@cache
def _parsed(rule: str, times: int) -> RateLimitItem:
    item = parse(rule)
    return type(item)(item.amount * times, item.multiples)  # its numbers are part of what counts it


@cache
def _limiter() -> FixedWindowRateLimiter:
    cache_settings = settings.CACHES["default"]
    location, options = cache_settings.get("LOCATION", ""), cache_settings.get("OPTIONS", {})
    url = location[0] if isinstance(location, list) else location
    if not str(url).startswith("redis"):
        return FixedWindowRateLimiter(storage_from_string("memory://"))
    timeouts = {name: value for name, value in options.items() if name.endswith("timeout")}
    return FixedWindowRateLimiter(storage_from_string(url, **timeouts))
