import inspect

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as NoRedis
from redis.exceptions import ResponseError

from shop.core import spare_cache
from shop.core.spare_cache import SpareCache

pytestmark = pytest.mark.cache


class Redis:
    """Answers nothing, or with an error of its own."""

    def __init__(self):
        self.asked, self.error = 0, NoRedis()

    def __getattr__(self, _name):
        def call(*_args, **_kwargs):
            self.asked += 1
            raise self.error

        return call


@pytest.fixture
def redis(monkeypatch):
    redis = Redis()
    monkeypatch.setattr(SpareCache, "_cache", redis)
    monkeypatch.setattr(SpareCache, "_lost_until", 0.0)
    return redis


@pytest.fixture
def cache(redis):
    cache = SpareCache("redis://127.0.0.1:1/0", {"KEY_PREFIX": "p"})
    yield cache
    cache.spare.clear()


def test_without_redis_the_process_remembers_for_itself(cache):
    cache.set("a", 1, 60)
    assert (cache.get("a"), cache.get("b", "no"), cache.incr("a")) == (1, "no", 2)
    assert (cache.add("a", 9), cache.add("c", 3)) == (False, True)
    assert (cache.has_key("c"), cache.touch("c", 5), cache.delete("c"), "c" in cache) == (
        True,
        True,
        True,
        False,
    )
    assert cache.set_many({"d": 4, "e": 5}) == []
    assert cache.get_many(["d", "e", "f"]) == {"d": 4, "e": 5}
    cache.delete_many(["d"])
    assert cache.get("d") is None
    cache.clear()
    assert cache.get("e") is None


def test_a_lost_redis_is_left_alone_for_a_while_by_every_thread(cache, redis, monkeypatch):
    cache.get("a")
    another = SpareCache("redis://127.0.0.1:1/0", {})
    another.get("a")
    assert (redis.asked, another.is_lost) == (1, True)
    later = spare_cache.time.monotonic() + spare_cache.PAUSE_SECONDS
    monkeypatch.setattr(spare_cache.time, "monotonic", lambda: later + 1)
    assert another.is_lost is False
    another.get("a")
    assert redis.asked == 2


def test_what_redis_objects_to_counts_as_lost_too(cache, redis):
    """Full, loading, read only: no reason to fail a page."""
    redis.error = ResponseError("OOM command not allowed when used memory > 'maxmemory'.")
    cache.set("a", 1)
    assert (cache.get("a"), cache.is_lost) == (1, True)


def test_every_way_into_redis_is_spared():
    ways = {
        name
        for name, value in vars(RedisCache).items()
        if inspect.isfunction(value) and not name.startswith("_") and hasattr(BaseCache, name)
    }
    plain = {"get_backend_timeout"}  # asks nobody
    assert len(ways) > 9
    assert ways - plain - set(vars(SpareCache)) == set()
