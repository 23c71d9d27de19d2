"""What ``/readyz`` says of the sweep."""

from recovery.heartbeat import pulse
from recovery.sweeping import JOB
from shop.core.health import check


@check("sweep")
def sweep() -> str:
    """Late costs no readiness: the shop sells all the same, but nobody is helped."""
    return "late" if pulse(JOB).is_late else "ok"
