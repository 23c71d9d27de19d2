"""A cache in Redis that goes on without Redis: each process then remembers for itself.

What it keeps may be lost, but its callers must not fail: allauth counts attempts to sign in with it,
and nobody could sign in. In the meantime such counts hold for each process alone.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 5  # before a Redis that did not answer is asked again


def _spared(name: str) -> Callable[..., Any]:
    in_redis = getattr(RedisCache, name)

    def call(self: "SpareCache", *args: Any, **kwargs: Any) -> Any:
        if not self.is_lost:
            try:
                return in_redis(self, *args, **kwargs)
            except RedisError as error:
                self.lose(error)
        return getattr(self.spare, name)(*args, **kwargs)

    return call


class SpareCache(RedisCache):
    """Redis, or the memory of this process for as long as Redis does not answer."""

    # On the clock that only runs forward; of the process, whichever thread met it.
    _lost_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        spare = {**params, "OPTIONS": {}}
        self.spare = LocMemCache("spare", spare)

    @property
    def is_lost(self) -> bool:
        """Tell whether Redis did not answer a moment ago."""
        return time.monotonic() < SpareCache._lost_until

    def lose(self, error: RedisError) -> None:
        """Leave Redis alone for a while: not every page shall wait for it."""
        SpareCache._lost_until = time.monotonic() + PAUSE_SECONDS
        log.warning("cache_unavailable", error=type(error).__name__)

    add = _spared("add")
    get = _spared("get")
    set = _spared("set")
    touch = _spared("touch")
    delete = _spared("delete")
    get_many = _spared("get_many")
    has_key = _spared("has_key")
    incr = _spared("incr")
    set_many = _spared("set_many")
    delete_many = _spared("delete_many")
    clear = _spared("clear")
