"""Lets the days of a past go by: what happens in them, happens in its order and at its time."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

from shop.core import clock

Act = Callable[[], object]

# How many of a day's visits begin in each hour from midnight on, in parts.
_HOURS = (1, 0, 0, 0, 0, 0, 2, 4, 6, 7, 8, 8, 10, 9, 7, 6, 6, 7, 9, 11, 14, 13, 8, 3)
_WEEKEND = 1.25  # times as many visits on a Saturday or a Sunday
_GROWTH = 0.5  # how many more at the end than at the start
_SATURDAY = 5


class Days:
    """From ``start`` to ``end``. What is due after the end does not happen any more."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start, self.end = start, end
        self._due: list[tuple[datetime, int, Act]] = []
        self._number = count()

    def at(self, moment: datetime, act: Act) -> None:
        """Let ``act()`` happen at ``moment``."""
        if moment < self.end:
            heapq.heappush(self._due, (moment, next(self._number), act))

    def after(self, span: timedelta, act: Act) -> None:
        """Let ``act()`` happen that much later than it is now."""
        self.at(clock.now() + span, act)

    def every(self, span: timedelta, act: Act) -> None:
        moment = self.start + span
        while moment < self.end:
            self.at(moment, act)
            moment += span

    def go_by(self) -> Iterator[datetime]:
        """Let everything happen; yield the moment of each thing that did."""
        while self._due:
            moment, _number, act = heapq.heappop(self._due)
            with clock.at(moment):
                act()
            yield moment


def arrivals(random: Random, *, start: datetime, end: datetime, a_day: int) -> Iterator[datetime]:
    """Yield when visits begin: more in the evening, at weekends, and from week to week."""
    zone = ZoneInfo(timezone.get_default_timezone_name())
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    length = max((last - first).days, 1)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        busy = _WEEKEND if day.weekday() >= _SATURDAY else 1
        growth = 1 - _GROWTH / 2 + _GROWTH * number / length
        for _visit in range(round(a_day * busy * growth * random.uniform(0.8, 1.2))):
            moment = _moment(random, day, zone)
            if start <= moment < end:
                yield moment


def _moment(random: Random, day: date, zone: ZoneInfo) -> datetime:
    (hour,) = random.choices(range(24), _HOURS)
    return datetime.combine(day, time(hour, tzinfo=zone)) + timedelta(
        seconds=random.randrange(3600)
    )
