import os

import pytest
from celery import signals

from shop import alive, watchdog

OLD = 1_000_000_000


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    return alive.folder()


def made_old(path):
    path.touch()
    os.utime(path, (OLD, OLD))
    return path


def test_a_worker_shows_that_it_lives(folder):
    path = made_old(folder / "worker")
    signals.heartbeat_sent.send(sender=None)
    assert path.stat().st_mtime > OLD
    assert [path.name for path in folder.iterdir()] == ["worker"]


def test_beat_shows_that_it_lives_when_the_broker_has_heard_it(folder, monkeypatch):
    monkeypatch.setattr(watchdog, "_watched", {os.getpid()})  # it watches nothing here
    signals.after_task_publish.send(sender="a web process that wakes somebody")
    assert list(folder.iterdir()) == []
    path = made_old(folder / "beat")
    signals.beat_init.send(sender=None)
    try:
        assert path.stat().st_mtime == OLD
        signals.after_task_publish.send(sender="send-due-messages")
        assert path.stat().st_mtime > OLD
    finally:
        signals.after_task_publish.disconnect(alive._beat_lives)
