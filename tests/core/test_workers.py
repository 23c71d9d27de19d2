import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from shop.core import workers


@pytest.fixture
def asked(monkeypatch):
    """The names of the tasks that workers were asked for."""
    names = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: names.append(name))
    return names


def test_worker_is_asked_after_the_commit(asked, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workers.wake_after_commit("some.task")
        assert asked == []
    assert asked == ["some.task"]


def test_nobody_is_woken_inside_and_everybody_after(asked):
    with workers.nobody_woken():
        workers.wake("some.task")
    assert asked == []
    workers.wake("another.task")
    assert asked == ["another.task"]


def test_lost_broker_fails_nobody(monkeypatch):
    def refuse(_name, **_options):
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", refuse)
    workers.wake("some.task")
