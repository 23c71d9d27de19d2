"""The Celery application. The database is the record: tasks only move its rows (ADR 0002)."""

import gc
import os
from pathlib import Path

from celery import Celery, signals
from django.conf import settings

from shop import alive, watchdog  # noqa: F401 - they listen to the signals of workers and beat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

MINUTE, HOUR = 60, 3600  # in seconds
BROKER_PATIENCE = 2  # seconds; above the one for which a worker's question may stay unanswered

app = Celery("panier")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def file_broker_options(folder: Path) -> dict[str, object]:
    """Return kombu's options for a broker made of files, and make its folders."""
    queue, control = folder / "queue", folder / "control"
    for path in (queue, control):
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
    }


def beat_schedule() -> dict[str, dict[str, object]]:
    """Return what runs by the clock: each looks for rows that are due, none is needed in time.

    A turn that no worker has taken before the next one is dropped: when workers come back after
    hours there is one of each to do, not thousands.
    """
    every_beat: int = settings.HEARTBEAT_SECONDS
    turns = {
        "send-due-messages": ("shop.core.messaging.tasks.send_due_messages", every_beat),
        "settle-interrupted-messages": (
            "shop.core.messaging.tasks.settle_interrupted_messages",
            MINUTE,
        ),
        "release-expired-reservations": ("checkout.tasks.release_expired_reservations", MINUTE),
        "reconcile-payments": ("checkout.tasks.reconcile_payments", MINUTE),
        "send-refunds": ("checkout.tasks.send_refunds", MINUTE),
        "find-overlooked-money": ("checkout.tasks.find_overlooked_money", HOUR),
        "sweep": ("recovery.tasks.sweep", max(every_beat, MINUTE // settings.TIME_SCALE)),
        # What is back is noticed soon; a search is repeated once a day all the same.
        "watch-alerts": ("catalog.tasks.watch_alerts", MINUTE),
        # Of words that no product uses it looks once a day.
        "tend-search": ("catalog.tasks.tend_search", HOUR),
        "tell-staff": ("recovery.tasks.tell_staff", MINUTE),
        "deliver-webhooks": ("recovery.tasks.deliver_webhooks", MINUTE),
        # Daily would do, but a beat that forgets its times with each restart would never come to it.
        "forget-what-is-past": ("shop.core.privacy.tasks.forget_what_is_past", HOUR),
    }
    if "testbank" in settings.GATEWAYS:
        turns["testbank-tell-shop"] = ("checkout.gateways.testbank.tasks.tell_shop", every_beat)
    return {
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
        for name, (task, seconds) in turns.items()
    }


@signals.setup_logging.connect
def _log_like_the_rest(**_: object) -> None:
    """Keep Celery from setting logs up: it would let through warnings only, in a form of its own."""


@signals.worker_process_init.connect
@signals.worker_ready.connect
def _keep_what_is_loaded(**_: object) -> None:
    """Spare the garbage collector Django's own objects: a fifth of the time of a long sweep."""
    gc.freeze()


@app.on_configure.connect
def _complete(sender: Celery, **_: object) -> None:
    sender.conf.update(
        broker_connection_retry_on_startup=True,
        task_ignore_result=True,
        task_acks_late=True,  # a killed worker's task is delivered again; every task may run twice
        beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
        beat_schedule=beat_schedule(),
    )
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        sender.conf.broker_transport_options = file_broker_options(settings.VAR_DIR / "broker")
    elif settings.CELERY_BROKER_URL.startswith("redis"):
        from shop import broker  # noqa: PLC0415 - the client is not there without Redis

        broker.take_over()
        # A web process wakes workers through it: a broker that refuses or is silent must not hold
        # a shopper. Workers and beat try again by themselves, whatever stands here.
        sender.conf.broker_transport_options = {
            "socket_connect_timeout": BROKER_PATIENCE,
            "socket_timeout": BROKER_PATIENCE,
            "max_retries": 0,
        }
