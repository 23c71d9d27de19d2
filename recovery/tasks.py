"""What workers do for recovery. Beat calls all of it; the rows say what there is to do."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from recovery import sweeping, telling
from recovery.webhooks import delivering
from recovery.webhooks.recording import TASK
from shop.core import clock
from shop.core.heartbeat.beating import beats
from shop.core.workers import wake

WEBHOOKS = 100  # at an endpoint


@shared_task
def sweep() -> None:
    """Notice, plan, close. Safe to run twice and side by side; swept by the next minute."""
    sweeping.sweep(at=clock.now())


@shared_task
def handle_payments() -> None:
    """Look at payments that failed or succeeded just now. The sweep does the same if this is lost."""
    sweeping.handle_wakes(at=clock.now())
    telling.tell_staff(at=clock.now())


@shared_task
@beats("tell-staff", label=_("Telling staff what they should know at once"))
def tell_staff() -> None:
    """Tell staff of failed payments, replies and pauses, at least once. Safe to run twice; swept by the next minute."""
    telling.tell_staff(at=clock.now())


@shared_task
@beats("deliver-webhooks", label=_("Telling other tools by webhooks"))
def deliver_webhooks() -> None:
    """Deliver a batch at each endpoint, and ask for the next one while there may be more.

    Safe to run twice and side by side, at least once; swept by the next minute.
    """
    if delivering.deliver_due(limit=WEBHOOKS).total() >= WEBHOOKS:
        wake(TASK)
