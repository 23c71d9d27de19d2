"""Asking a worker to look now, instead of at its next beat."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)
_is_off: ContextVar[bool] = ContextVar("workers_off", default=False)


def wake(task: str) -> None:
    """Ask a worker to run ``task`` now. Without a broker the next beat finds the rows just as well."""
    if _is_off.get():
        return
    try:
        current_app.send_task(task, retry=False)
    except Exception as error:  # noqa: BLE001 - a lost broker must not fail the request (R17)
        log.warning("broker_unavailable", error=type(error).__name__)


def wake_after_commit(task: str) -> None:
    """Ask once the rows that there is something to do about are there for others to see."""
    transaction.on_commit(lambda: wake(task), robust=True)


@contextmanager
def nobody_woken() -> Iterator[None]:
    """Wake no worker for what happens inside: the caller does the work, or leaves it for the beat."""
    before = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(before)
