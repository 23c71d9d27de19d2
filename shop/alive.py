"""Signs of life of what has no port: a file that a worker, or beat, touches every few seconds.

Their health check asks how old the file is, which costs nothing; asking a worker through its broker
(``celery inspect ping``) starts the whole shop each time. The file grows old when the process hangs,
and when it has lost its broker.
"""

from pathlib import Path

from celery import signals
from django.conf import settings


def folder() -> Path:
    """Return the folder for what only the running processes need; without it the shop is open."""
    path: Path = settings.VAR_DIR / "run"
    path.mkdir(parents=True, exist_ok=True)
    return path


@signals.heartbeat_sent.connect
def _worker_lives(**_: object) -> None:
    (folder() / "worker").touch()


@signals.beat_init.connect
@signals.beat_embedded_init.connect
def _watch_beat(**_: object) -> None:
    """Touch a file whenever beat has told the broker something: every ``HEARTBEAT_SECONDS``."""
    signals.after_task_publish.connect(_beat_lives, weak=False)


def _beat_lives(**_: object) -> None:
    (folder() / "beat").touch()
