"""Structured logs without personal data: events and facts as keys, never sentences with names.

Addresses of requests are logged as their route (``r/<token>/``), never as typed: the path may hold
a secret and the parameters may hold what somebody searched.
"""

import logging
import time
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from shop.core.masking import mask_addresses, mask_numbers, mask_secrets

log = structlog.get_logger("request")


class RequestLogMiddleware:
    """Give each request an id, and write one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.route if match else None,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        return response


class RouteForPath(logging.Filter):
    """Write the route where Django's own lines (refused forms, errors) have the path as typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", None)
        if path and isinstance(record.args, tuple):
            match = record.request.resolver_match  # type: ignore[attr-defined]
            route = match.route if match else "an unknown address"
            spellings = {path, path.encode("unicode_escape").decode("ascii")}  # Django's own
            record.args = tuple(route if value in spellings else value for value in record.args)
        return True


class WithoutNumbers(logging.Filter):
    """Hide the phone numbers that apprise writes to, which it names in its lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask_numbers(record.getMessage()), ()
        return True


def without_personal_data(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Mask e-mail addresses and secrets in a log line, wherever they hide: the last line of defence."""
    return {
        key: mask_secrets(mask_addresses(value)) if isinstance(value, str) else value
        for key, value in event.items()
    }


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return a ``logging`` configuration that sends every logger through structlog."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structlog": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_personal_data,
                    renderer,
                ],
            },
        },
        "filters": {"route": {"()": RouteForPath}, "numbers": {"()": WithoutNumbers}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "structlog",
                "filters": ["route"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # The request line above says it all; these repeat the path as typed.
            "django.server": {"level": "CRITICAL"},
            "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # More than that, and it would write what it sends and hears: secrets of shoppers, too.
            "stripe": {"level": "WARNING"},
            "apprise": {"level": "INFO", "filters": ["numbers"]},
            "urllib3": {"level": "INFO"},
            # A look for due work every few seconds is no news; that it failed is.
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
