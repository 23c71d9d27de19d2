"""What workers do for orders. Beat calls it; the rows say what there is to do."""

from celery import shared_task

from checkout.orders.forgetting import erase_unfinished
from checkout.payments.expiring import release_expired
from shop.core import clock


@shared_task
def release_expired_reservations() -> None:
    """Give back stock whose payment never came. Safe to run twice; swept by the next minute."""
    release_expired(at=clock.now())


@shared_task
def erase_unfinished_orders() -> None:
    """Erase what nobody went on with for long. Safe to run twice; swept by the next hour."""
    erase_unfinished(at=clock.now())
