"""The bank's messenger. Beat sends it; the rows say what there is to tell."""

from celery import shared_task

from checkout.gateways.testbank.telling import tell


@shared_task
def tell_shop() -> None:
    """Tell the shop what is due, at least once. Safe to run twice; swept by the next heartbeat."""
    tell()
