"""On which day a parcel leaves, on which it arrives, and how people say a day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_skeleton
from django.conf import settings
from django.utils.translation import get_language, to_locale

SATURDAY = 5

IsClosed = Callable[[date], bool]


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def closed_in(country: str) -> IsClosed:
    """Return what tells whether nobody works in ``country`` on a day.

    Holidays of a part of a country, such as Alsace or Bavaria, are left out: a country code is all
    that is known before the address.
    """
    return lambda day: is_weekend(day) or day in public_holidays(country, day.year)


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country, by its code; none where they are not known."""
    # Half a second and 13 MB: only for a process that says when something arrives.
    import holidays  # noqa: PLC0415

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def leaves_on(now: datetime, cut_off: time | None, is_closed: IsClosed) -> date:
    """Return the day on which what is ordered ``now`` leaves the shop.

    ``now`` is in the shop's time zone. What is ordered at ``cut_off`` or later, or on a day when
    the shop is closed, leaves on its next working day.
    """
    today = now.date()
    if is_closed(today) or (cut_off is not None and _is_past(now, cut_off)):
        return working_day_after(today, 1, is_closed)
    return today


def working_day_after(day: date, days: int, is_closed: IsClosed = is_weekend) -> date:
    """Return the day that is ``days`` working days after ``day``; for none at all the next open one."""
    for _ in range(days):
        day = _next_open(day + timedelta(days=1), is_closed)
    return _next_open(day, is_closed)


def in_words(day: date) -> str:
    """Return ``6 March`` or whatever the active language makes of it."""
    language = get_language() or settings.LANGUAGE_CODE
    words = format_skeleton("MMMMd", day, locale=to_locale(language))
    return words.replace("1 ", "1er ") if language == "fr" and day.day == 1 else words


def _is_past(now: datetime, cut_off: time) -> bool:
    """Compare moments, not clock faces: in one night of the year 02:30 comes twice."""
    moment = datetime.combine(now.date(), cut_off, tzinfo=now.tzinfo)
    return now.astimezone(UTC) >= moment.astimezone(UTC)


def _next_open(day: date, is_closed: IsClosed) -> date:
    while is_closed(day):
        day += timedelta(days=1)
    return day
