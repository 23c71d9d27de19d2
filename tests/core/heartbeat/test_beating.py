import pytest

from shop.core.heartbeat.beating import _labels, beat, beats, label_of
from shop.core.heartbeat.models import Heartbeat
from tests.conftest import NOON
from tests.core.heartbeat.conftest import MINUTE


def rows():
    return list(Heartbeat.objects.values_list("job", "running_since", "beat_at", "counts"))


@pytest.mark.django_db
def test_a_beat_is_one_row_a_job(clock):
    assert beat("sweep", counts={"noticed": 1})
    clock.shift(MINUTE)
    assert beat("sweep", counts={"noticed": 2})
    assert rows() == [("sweep", NOON, NOON + MINUTE, {"noticed": 2})]


@pytest.mark.django_db
@pytest.mark.parametrize(("pause", "since"), [(5 * MINUTE, NOON), (6 * MINUTE, NOON + 6 * MINUTE)])
def test_a_long_pause_is_remembered(clock, pause, since):
    beat("sweep")
    clock.shift(pause)
    beat("sweep")
    assert rows() == [("sweep", since, NOON + pause, {})]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("alarm_after", "seconds", "is_written"), [(300, 19, False), (300, 20, True), (30, 10, True)]
)
def test_a_job_that_runs_often_writes_seldom(
    clock, settings, django_assert_num_queries, alarm_after, seconds, is_written
):
    settings.ALARM_AFTER_SECONDS = alarm_after
    beat("sweep")
    clock.shift(seconds)
    with django_assert_num_queries(2 if is_written else 1):
        assert beat("sweep") is is_written


@pytest.mark.django_db
def test_a_clock_that_was_wrong_does_not_stop_the_beat(clock):
    clock.shift(60 * MINUTE)
    beat("sweep")
    clock.shift(-60 * MINUTE)
    assert beat("sweep")
    assert rows()[0][2] == NOON


@pytest.mark.django_db
def test_a_job_that_fails_does_not_beat(clock, monkeypatch):
    monkeypatch.setattr("shop.core.heartbeat.beating._labels", dict(_labels))
    halve = beats("halve", label="Halving")(lambda number: {"half": 10 // number})
    with pytest.raises(ZeroDivisionError):
        halve(0)
    assert rows() == []
    assert halve(2) == {"half": 5}
    assert rows() == [("halve", NOON, NOON, {"half": 5})]
    assert (label_of("halve"), label_of("other")) == ("Halving", "other")
