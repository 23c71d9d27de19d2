"""A watch in every worker and in beat: what is dead cannot call for help, so the others do (R16).

When beat dies, workers tell staff; when all workers die, beat does. When both are dead there is
``/readyz``, which somebody outside has to ask. Web processes watch nothing.
"""

import os
from datetime import datetime
from threading import Event, Thread

import structlog
from celery import signals
from django.conf import settings
from django.db import connection

from shop.core import clock

log = structlog.get_logger(__name__)

_MINUTE = 60  # seconds
_watched: set[int] = set()  # this process, unless it was forked from one that is watched


@signals.worker_ready.connect
@signals.beat_init.connect
@signals.beat_embedded_init.connect
def start(**_: object) -> None:
    """Start the watch, once a process: a worker may have its beat within."""
    from shop.core.heartbeat import alarm  # noqa: F401, PLC0415 - never imported while the pool forks

    if os.getpid() not in _watched:
        _watched.add(os.getpid())
        Thread(target=_watch, name="watchdog", daemon=True).start()


def _watch() -> None:
    since, never = clock.now(), Event()
    pause = max(1, min(_MINUTE, settings.ALARM_AFTER_SECONDS // 5))
    while not never.wait(pause):
        look(since=since)


def look(*, since: datetime) -> None:
    """Look once. Whatever breaks, the process goes on, and so does its watch."""
    from shop.core.heartbeat.alarm import watch  # noqa: PLC0415 - apps stand after this module

    try:
        watch(at=clock.now(), since=since)
    except Exception:
        log.exception("watch_failed")
    finally:
        connection.close()  # it belongs to this thread, and would lie open until the next look
