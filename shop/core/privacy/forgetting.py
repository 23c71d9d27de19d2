"""Forgets what is past its time, batch by batch (P3)."""

from datetime import datetime

import structlog

from shop.core.privacy.processing import Processing, processings

log = structlog.get_logger(__name__)

BATCH = 500  # rows; each batch is a transaction or several, none longer
MOST_BATCHES = 20  # of one kind in a run; what is left is for the next hour


def forget_what_is_past(*, at: datetime) -> dict[str, int]:
    """Let every app forget what it keeps no longer; return how many rows of what, without noughts.

    Safe to repeat, side by side, and to kill. One verb that fails keeps no other from its work.
    """
    counts = {each.key: _forgotten(each, at) for each in processings() if each.forget}
    counts = {key: count for key, count in counts.items() if count}
    if counts:
        log.info("forgotten", **counts)
    return counts


def _forgotten(processing: Processing, at: datetime) -> int:
    total = 0
    try:
        for _ in range(MOST_BATCHES):
            count = processing.forget(at=at, limit=BATCH) if processing.forget else 0
            total += count
            if count < BATCH:
                break
    except Exception:
        log.exception("not_forgotten", what=processing.key)
    return total
