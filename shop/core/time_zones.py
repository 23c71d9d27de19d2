"""In which time zone somebody lives: as their browser says, else as far as a country tells it."""

import re
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

LONGEST_NAME = 40  # characters; the longest one of 2026 has 32

# The names of places. "UTC" and "Etc/…" are what a browser says that keeps its place to itself.
_OF_A_PLACE = re.compile(r"(?!Etc/|posix/|right/)[A-Z][\w+-]*/.+")


def is_zone(name: str) -> bool:
    """Tell whether ``name`` is a place's time zone in the database of the IANA."""
    return name in _known()


def zones_of(country: str, *, at: datetime) -> tuple[str, ...]:
    """Return where it may be the earliest and where the latest in ``country`` (ISO 3166) ``at`` a moment.

    One zone where all its clocks agree, none for a country that is not known.
    """
    return _zones_of(
        country,
        at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond),
    )


@lru_cache(maxsize=1024)
def _zones_of(country: str, at: datetime) -> tuple[str, ...]:
    """Return the same for a quarter of an hour, since no clock is changed within one."""
    zones = sorted(filter(is_zone, get_global("territory_zones").get(country, ())))
    offsets = {zone: at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0) for zone in zones}
    if not offsets:
        return ()
    west, east = min(offsets, key=offsets.__getitem__), max(offsets, key=offsets.__getitem__)
    return (west,) if offsets[west] == offsets[east] else (west, east)


@cache
def _known() -> frozenset[str]:
    return frozenset(filter(_OF_A_PLACE.fullmatch, available_timezones()))
