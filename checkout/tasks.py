"""What workers do for orders. Beat calls it; the rows say what there is to do."""

from celery import shared_task

from checkout.payments.expiring import release_expired
from shop.core import clock


@shared_task
def release_expired_reservations() -> None:
    """Give back stock whose payment never came. Safe to run twice; swept by the next minute."""
    release_expired(at=clock.now())
