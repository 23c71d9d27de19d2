from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from shop.core import clock as shop_clock
from tests.conftest import NOON

YESTERDAY = NOON - timedelta(days=1)


def test_past_lasts_as_long_as_its_block(clock):
    with shop_clock.at(YESTERDAY):
        assert shop_clock.now() == YESTERDAY
        with shop_clock.at(NOON + timedelta(days=1)):
            assert shop_clock.now() > NOON
        assert shop_clock.now() == YESTERDAY
    assert shop_clock.now() == NOON


def test_past_is_in_utc_whatever_zone_it_is_told_in():
    with shop_clock.at(datetime(2026, 3, 3, 9, 33, tzinfo=ZoneInfo("Europe/Paris"))):
        assert shop_clock.now().isoformat() == "2026-03-03T08:33:00+00:00"


def test_past_is_over_also_after_an_error(clock):
    with pytest.raises(KeyError), shop_clock.at(YESTERDAY):
        raise KeyError
    assert shop_clock.now() == NOON


def test_past_of_one_thread_is_not_anothers(clock):
    seen = []
    with shop_clock.at(YESTERDAY):
        thread = Thread(target=lambda: seen.append(shop_clock.now()))
        thread.start()
        thread.join()
    assert seen == [NOON]


def test_long_ago_is_before_everything(clock):
    assert shop_clock.long_ago() == datetime(1970, 1, 1, tzinfo=UTC)
