"""The watch in workers and beat: it looks, whatever breaks, and never twice in a process."""

import os

import pytest
from celery import signals
from django.db import connection

from shop import watchdog
from tests.conftest import NOON


class Threads(list):
    def __call__(self, **how):
        self.append(how)
        return self

    def start(self):
        pass


@pytest.mark.parametrize("others", [[], [signals.beat_embedded_init]])
def test_a_worker_watches_once(monkeypatch, others):
    threads = Threads()
    monkeypatch.setattr(watchdog, "Thread", threads)
    monkeypatch.setattr(watchdog, "_watched", {os.getpid() + 1})  # the one it was forked from
    for signal in [signals.worker_ready, *others]:
        signal.send(sender=None)
    assert [thread["daemon"] for thread in threads] == [True]


def test_a_look_that_breaks_takes_nobody_down(monkeypatch):
    seen, closed = [], []
    monkeypatch.setattr("shop.core.heartbeat.alarm.watch", lambda **_: 1 / 0)
    monkeypatch.setattr(watchdog.log, "exception", seen.append)
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    watchdog.look(since=NOON)
    assert (seen, closed) == (["watch_failed"], [True])


@pytest.mark.parametrize(("alarm_after", "pause"), [(5, 1), (60, 12), (300, 60), (3600, 60)])
def test_it_looks_often_enough_and_each_minute_at_least(
    settings, monkeypatch, clock, alarm_after, pause
):
    class Enough(Exception):
        pass

    class Never:
        def wait(self, seconds):
            pauses.append(seconds)
            return False

    def look(*, since):
        assert since == NOON
        raise Enough

    pauses = []
    settings.ALARM_AFTER_SECONDS = alarm_after
    monkeypatch.setattr(watchdog, "Event", Never)
    monkeypatch.setattr(watchdog, "look", look)
    with pytest.raises(Enough):
        watchdog._watch()
    assert pauses == [pause]
