"""Two questions of whoever runs the shop: does the process live, and can it serve?"""

from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

log = structlog.get_logger(__name__)

Check = Callable[[], str]
Answer = Callable[[HttpRequest], HttpResponse | None]
_checks: dict[str, Check] = {}
_answers: dict[str, Answer] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register what an app above tells under ``name``: ``ok``, or one word for what is wrong.

    It costs no readiness, whatever it says.
    """

    def register(function: Check) -> Check:
        _checks[name] = function
        return function

    return register


def answers(path: str) -> Callable[[Answer], Answer]:
    """Register what machines ask for at ``path``; None passes the request on, as any other."""

    def register(function: Answer) -> Answer:
        _answers[path] = function
        return function

    return register


class HealthMiddleware:
    """Answer before anything else: who asks knows an IP address and neither name nor https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = _answers.get(request.path)
        response = answer(request) if answer else None
        return self.get_response(request) if response is None else response


@answers("/healthz")
def alive(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


@answers("/readyz")
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers with its schema up to date, else 503.

    A lost cache is told but costs no readiness: everything works without it, only slower.
    """
    checks = {"database": _database(), "cache": _cache()}
    is_ready = checks["database"] == "ok"
    if is_ready:
        checks |= {name: _asked(name, ask) for name, ask in _checks.items()}
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "checks": checks},
        status=200 if is_ready else 503,
    )


def _asked(name: str, ask: Check) -> str:
    """Return what a check says; one that breaks costs no readiness either."""
    try:
        return ask()
    except Exception:
        log.exception("check_failed", check=name)
        return "unavailable"


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        log.warning("database_unavailable", error=type(error).__name__)
        return "unavailable"
    return "migrations pending" if pending else "ok"


def _cache() -> str:
    try:
        cache.set("readyz", 1, timeout=5)
        is_lost = getattr(cache, "is_lost", False)  # it goes on without Redis, and tells here
    except Exception as error:  # noqa: BLE001 - each cache library has its own
        log.warning("cache_unavailable", error=type(error).__name__)
        return "unavailable"
    return "unavailable" if is_lost else "ok"
