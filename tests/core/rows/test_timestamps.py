"""Moments come from PostgreSQL as Django reads them."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection

from shop.core.rows.timestamps import UtcLoader

pytestmark = pytest.mark.django_db


@pytest.fixture
def read():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such type")

    def read_one(expression):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {expression}")
            return cursor.fetchone()[0]

    return read_one


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-29 01:59:59.5+01", datetime(2026, 3, 29, 0, 59, 59, 500000, UTC)),
        ("2026-10-25 02:30:00.000001+02", datetime(2026, 10, 25, 0, 30, 0, 1, UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)),
    ],
)
def test_a_moment_is_read_in_utc(read, text, moment):
    found = read(f"'{text}'::timestamptz")
    assert (found, found.tzinfo) == (moment, UTC)


@pytest.mark.parametrize("text", ["infinity", "10000-01-01 00:00+00", "0044-03-15 00:00+00 BC"])
def test_a_moment_that_python_cannot_hold_is_an_error_of_the_data(read, text):
    with pytest.raises(DataError):
        read(f"'{text}'::timestamptz")


def test_it_is_what_reads(read):
    assert read("now()")
    loader = connection.connection.adapters.get_loader(1184, 0)
    assert loader is UtcLoader
