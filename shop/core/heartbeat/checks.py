"""What ``/readyz`` says of the regular jobs. Late costs no readiness: the shop sells all the same."""

from shop.core import clock
from shop.core.health import check
from shop.core.heartbeat.behind import backlogs
from shop.core.heartbeat.jobs import pulses


@check("jobs")
def jobs() -> str:
    return _word(any(pulse.is_late for pulse in pulses(at=clock.now())))


@check("backlog")
def backlog() -> str:
    return _word(any(waiting.is_late for waiting in backlogs(at=clock.now())))


def _word(is_late: bool) -> str:  # noqa: FBT001 - the one thing that it is about
    return "late" if is_late else "ok"
