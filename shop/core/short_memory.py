"""What is the same for everybody, kept for a minute: pages and parts of pages.

Nothing is thrown away on changes: the age is the rule (``settings.SHARED_PAGE_SECONDS``), so that it
also holds with many processes and many caches. A broken cache costs time, not the page (pitfall R17).
"""

from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache

log = structlog.get_logger(__name__)


def recall(key: str) -> Any:
    """Return what was kept under ``key`` in the last minute, or None."""
    try:
        return cache.get(key)
    except Exception as error:  # noqa: BLE001 - each cache library has its own
        log.warning("page_cache_unavailable", error=type(error).__name__)
        return None


def keep(key: str, value: Any) -> None:
    """Keep ``value``, which is not None, for a minute."""
    try:
        cache.set(key, value, settings.SHARED_PAGE_SECONDS)
    except Exception as error:  # noqa: BLE001
        log.warning("page_cache_unavailable", error=type(error).__name__)
