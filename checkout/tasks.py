"""What workers do for orders. Beat calls it; the rows say what there is to do."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from checkout.payments import overlooked, refunding
from checkout.payments.expiring import release_expired
from checkout.payments.reconciling import reconcile
from shop.core import clock
from shop.core.heartbeat.beating import beats


@shared_task
@beats("release-expired-reservations", label=_("Giving held stock back"))
def release_expired_reservations() -> None:
    """Give back stock whose payment never came. Safe to run twice; swept by the next minute."""
    release_expired(at=clock.now())


@shared_task
@beats("reconcile-payments", label=_("Asking the banks"))
def reconcile_payments() -> None:
    """Ask the banks about what is unclear. Safe to run twice; swept by the next minute."""
    reconcile(at=clock.now())


@shared_task
@beats("send-refunds", label=_("Sending refunds"))
def send_refunds() -> None:
    """Give back what is due. Safe to run twice; swept by the next minute."""
    refunding.send_refunds(at=clock.now())


@shared_task
@beats("find-overlooked-money", label=_("Reading bank statements"))
def find_overlooked_money() -> None:
    """Look for money that was never told of. Safe to run twice; what is missed is found an hour later."""
    overlooked.find_overlooked(at=clock.now())
