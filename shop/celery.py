"""The Celery application. The database is the record: tasks only move its rows (ADR 0002)."""

import os
from pathlib import Path

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

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
    """Return what runs by the clock: each looks for rows that are due, none is needed in time."""
    every_beat: int = settings.HEARTBEAT_SECONDS
    schedule: dict[str, dict[str, object]] = {
        "send-due-messages": {
            "task": "shop.core.messaging.tasks.send_due_messages",
            "schedule": every_beat,
        },
        "settle-interrupted-messages": {
            "task": "shop.core.messaging.tasks.settle_interrupted_messages",
            "schedule": 60,
        },
        "release-expired-reservations": {
            "task": "checkout.tasks.release_expired_reservations",
            "schedule": 60,
        },
        "sweep": {
            "task": "recovery.tasks.sweep",
            "schedule": max(every_beat, 60 // settings.TIME_SCALE),
        },
        "tell-staff": {"task": "recovery.tasks.tell_staff", "schedule": 60},
        "erase-unfinished-orders": {
            "task": "checkout.tasks.erase_unfinished_orders",
            "schedule": 24 * 3600,
        },
    }
    if "testbank" in settings.GATEWAYS:
        schedule["testbank-tell-shop"] = {
            "task": "checkout.gateways.testbank.tasks.tell_shop",
            "schedule": every_beat,
        }
    return schedule


@app.on_configure.connect
def _complete(sender: Celery, **_: object) -> None:
    sender.conf.update(
        broker_connection_retry_on_startup=True,
        task_ignore_result=True,
        task_acks_late=True,  # a killed worker's task is delivered again; every task may run twice
        worker_hijack_root_logger=False,
        beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
        beat_schedule=beat_schedule(),
    )
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        sender.conf.broker_transport_options = file_broker_options(settings.VAR_DIR / "broker")
    elif settings.CELERY_BROKER_URL.startswith("redis"):
        # A web process wakes workers through it: a broker that is silent must not hold a shopper.
        sender.conf.broker_transport_options = {"socket_connect_timeout": 2}
