"""Closes the shop's pages for a while, with a page that says so, and opens them again.

A file says that it is closed: it needs no database, no restart, and outlives one where ``VAR_DIR``
does. Whoever runs several machines shares the folder, or closes each.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from shop.core import clock

# Staff go on working, and sign in to do so.
_STAYS_OPEN = ("/admin/", "/account/")
_LEAST_WAIT = 60  # seconds that a browser, a bank or a search engine is asked to wait


def close(*, minutes: int) -> datetime:
    """Close the shop and return when it should be open again, which is what the page says."""
    until = clock.now() + timedelta(minutes=minutes)
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(until.isoformat(), encoding="ascii")
    return until


def reopen() -> bool:
    """Open the shop and return whether it was closed."""
    was_closed = _file().exists()
    _file().unlink(missing_ok=True)
    return was_closed


def closed_until() -> datetime | None:
    """Return until when the shop is closed; None while it is open."""
    try:
        text = _file().read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    return parse_datetime(text.strip()) or clock.now()


class MaintenanceMiddleware:
    """Answer 503 while the shop is closed. Search engines and banks come back later by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        until = closed_until()
        if until is None or request.path.startswith(_STAYS_OPEN):
            return self.get_response(request)
        return closed(request, until)


def closed(request: HttpRequest, until: datetime) -> HttpResponse:
    wait = max(_LEAST_WAIT, int((until - clock.now()).total_seconds()))
    response = render(request, "errors/503.html", {"minutes": -(-wait // 60)}, status=503)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def _file() -> Path:
    return Path(settings.VAR_DIR) / "run" / "maintenance"
