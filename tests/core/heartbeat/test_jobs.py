import pytest

from shop.core.heartbeat.jobs import pulses
from shop.core.heartbeat.models import Heartbeat
from tests.conftest import NOON
from tests.core.heartbeat.conftest import HOUR, MINUTE

SECOND = MINUTE / 60


def late(at):
    return {pulse.job for pulse in pulses(at=at) if pulse.is_late}


def test_jobs_are_late_by_how_often_they_should_run(jobs):
    hourly = {"find-overlooked-money", "forget-what-is-past", "tend-search"}
    assert late(NOON + 5 * MINUTE) == set()
    assert late(NOON + 5 * MINUTE + SECOND) == jobs.names - hourly
    assert late(NOON + 3 * HOUR) == jobs.names - hourly
    assert late(NOON + 3 * HOUR + SECOND) == jobs.names


def test_a_job_that_has_never_run_has_time_since_the_others_began(jobs):
    Heartbeat.objects.exclude(job="sweep").update(running_since=NOON)
    Heartbeat.objects.filter(job="sweep").delete()
    assert late(NOON + 5 * MINUTE) == set()
    assert "sweep" in late(NOON + 5 * MINUTE + SECOND)


@pytest.mark.django_db
def test_where_nothing_has_ever_run_all_is_late():
    assert late(NOON) == {pulse.job for pulse in pulses(at=NOON)}


def test_one_query_tells_how_all_of_them_do(jobs, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(pulses(at=NOON)) == len(jobs.names) == 13
