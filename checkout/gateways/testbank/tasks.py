"""The bank's messenger. Beat sends it; the rows say what there is to tell."""

import structlog
from celery import current_app, shared_task

from checkout.gateways.testbank.telling import tell

log = structlog.get_logger(__name__)


@shared_task
def tell_shop() -> None:
    """Tell the shop what is due, at least once. Safe to run twice; swept by the next heartbeat."""
    tell()


def wake_messenger() -> None:
    """Ask a worker to tell now. Without a broker the next heartbeat does it just as well."""
    try:
        current_app.send_task("checkout.gateways.testbank.tasks.tell_shop", retry=False)
    except Exception as error:  # noqa: BLE001 - a lost broker must not fail the visitor (R17)
        log.warning("broker_unavailable", error=type(error).__name__)
