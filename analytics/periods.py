"""Which days a report is about, and with which days before them it is compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from shop.core import clock

LENGTHS = (1, 7, 30, 60)  # days, today among them
USUAL = 30


class NoSuchPeriod(ValueError):
    """What was asked for is none of the lengths, and no day that has been."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days on the shop's clock, from ``first`` to ``last``; of today, what there is yet.

    ``end`` is the moment that no longer belongs to it.
    """

    first: date
    last: date
    end: datetime
    now: datetime

    @property
    def start(self) -> datetime:
        return _midnight(self.first)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_one_day(self) -> bool:
        return self.length == 1

    @property
    def is_running(self) -> bool:
        return self.start <= self.now < self.end

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]

    @property
    def before(self) -> "Period":
        """Return as many days before it; if today is not over, they end at this time of the day.

        Else a Tuesday morning would be compared with a whole Monday.
        """
        span = timedelta(days=self.length)
        first, last = self.first - span, self.last - span
        now = timezone.localtime(self.now)
        end = (
            datetime.combine(now.date() - span, now.time(), now.tzinfo)
            if self.is_running
            else self.start
        )
        return Period(first, last, end, self.now)

    def holds(self, field: str) -> Q:
        """Return the condition that a moment lies in the period."""
        return Q((f"{field}__gte", self.start), (f"{field}__lt", self.end))


def last_days(length: int) -> Period:
    """Return the last ``length`` days, today being one of them."""
    now = clock.now()
    today = timezone.localdate(now)
    first = today - timedelta(days=length - 1)
    return Period(first, today, _midnight(today + timedelta(days=1)), now)


def one_day(day: date) -> Period:
    """Return one day. Raises NoSuchPeriod for one that has not begun."""
    now = clock.now()
    if not date(2000, 1, 1) <= day <= timezone.localdate(now):
        raise NoSuchPeriod(day)
    return Period(day, day, _midnight(day + timedelta(days=1)), now)


def asked_for(query: Mapping[str, str]) -> Period:
    """Return the period of ``?day=2026-11-24`` or ``?days=30``. Raises NoSuchPeriod."""
    try:
        if query.get("day"):
            return one_day(date.fromisoformat(query["day"]))
        length = int(query.get("days") or USUAL)
    except ValueError as error:
        raise NoSuchPeriod from error
    if length not in LENGTHS:
        raise NoSuchPeriod(length)
    return last_days(length)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
