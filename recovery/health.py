"""What ``/readyz`` says of the sweep."""

from recovery.sweeping import JOB
from shop.core import clock
from shop.core.health import check
from shop.core.heartbeat.jobs import pulses


@check("sweep")
def sweep() -> str:
    """Late costs no readiness: the shop sells all the same, but nobody is helped."""
    late = {pulse.job for pulse in pulses(at=clock.now()) if pulse.is_late}
    return "late" if JOB in late else "ok"
