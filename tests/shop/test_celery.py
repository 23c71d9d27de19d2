import logging

import pytest
from celery import Celery, signals
from django.conf import settings

from shop.celery import _complete, app, beat_schedule
from shop.core.heartbeat import beating
from shop.core.workers import wake


def test_each_turn_is_of_a_task_that_exists():
    app.loader.import_default_modules()
    names = {entry["task"] for entry in beat_schedule().values()}
    assert len(names) == 13
    assert names - set(app.tasks) == set()


def test_each_job_beats_and_has_a_name_for_staff():
    app.loader.import_default_modules()
    assert set(beating._labels) == set(beat_schedule())


def test_a_turn_that_nobody_took_is_dropped_when_the_next_one_comes():
    late = {entry["schedule"] - entry["options"]["expires"] for entry in beat_schedule().values()}
    assert late == {0}


def test_a_beat_that_forgot_its_times_comes_to_every_turn_in_an_hour():
    assert max(entry["schedule"] for entry in beat_schedule().values()) == 3600


def test_however_fast_time_passes_no_turn_is_shorter_than_the_heartbeat(monkeypatch):
    monkeypatch.setattr(settings, "TIME_SCALE", 3600)
    assert beat_schedule()["sweep"]["schedule"] == settings.HEARTBEAT_SECONDS


def test_celery_leaves_logs_as_they_are(monkeypatch):
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    monkeypatch.setattr(app.log, "already_setup", False)
    assert app.log.setup_logging_subsystem(loglevel="ERROR") != []
    assert (root.level, list(root.handlers)) == before
    assert signals.setup_logging.receivers


@pytest.mark.enable_socket
def test_nobody_waits_for_a_redis_that_refuses(monkeypatch):
    """Kombu alone would try for six seconds, of which the shopper would hear."""
    refused = Celery("refused", broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    _complete(refused)
    slept = []
    monkeypatch.setattr("kombu.utils.functional.sleep", slept.append)
    monkeypatch.setattr("shop.core.workers.current_app", refused)
    wake("shop.core.messaging.tasks.send_due_messages")
    assert slept == []
