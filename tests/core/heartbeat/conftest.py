"""A shop whose jobs ran at noon, and a watch that has begun long before."""

from datetime import timedelta

import pytest

from shop.core import clock as shop_clock
from shop.core.heartbeat.jobs import _schedule
from shop.core.heartbeat.models import Heartbeat
from tests.conftest import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONG_AGO = NOON - 30 * 24 * HOUR


class Jobs:
    """Lets time pass for the jobs that run, and not for those that do not."""

    def __init__(self, clock):
        self.clock = clock
        self.names = set(_schedule())

    def run(self, *, but=()):
        Heartbeat.objects.filter(job__in=self.names - {*but}).update(beat_at=shop_clock.now())

    def after(self, span, *, but=()):
        self.clock.shift(span)
        self.run(but=but)
        return shop_clock.now()


@pytest.fixture
def jobs(db, clock):
    every = Jobs(clock)
    Heartbeat.objects.bulk_create(
        Heartbeat(job=job, running_since=LONG_AGO, beat_at=NOON) for job in every.names
    )
    return every
