from datetime import UTC, datetime

import pytest

from shop.core.time_zones import is_zone, zones_of
from tests.conftest import NOON

JULY = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    ["Europe/Paris", "America/Argentina/ComodRivadavia", "Asia/Calcutta", "America/Port-au-Prince"],
)
def test_places_are_zones(name):
    assert is_zone(name)


@pytest.mark.parametrize(
    "name",
    ["", "UTC", "Etc/GMT+3", "localtime", "Factory", "Mars/Base", "../../etc/passwd", "a" * 999],
)
def test_what_names_no_place_is_no_zone(name):
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("country", "at", "zones"),
    [
        ("FR", NOON, ("Europe/Paris",)),
        ("MQ", NOON, ("America/Martinique",)),
        ("US", NOON, ("America/Adak", "America/Detroit")),
        ("US", JULY, ("Pacific/Honolulu", "America/Detroit")),
        ("UA", JULY, ("Europe/Kyiv",)),
        ("", NOON, ()),
        ("ZZ", NOON, ()),
    ],
)
def test_a_country_gives_its_zone_or_the_first_and_last_of_them(country, at, zones):
    assert zones_of(country, at=at) == zones


def test_it_follows_the_clocks_within_the_hour():
    before, after = (
        datetime(2026, 3, 8, 11, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 8, 12, tzinfo=UTC),
    )
    assert zones_of("US", at=before) == ("America/Adak", "America/Detroit")
    assert zones_of("US", at=after) == ("Pacific/Honolulu", "America/Detroit")
