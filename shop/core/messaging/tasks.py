"""What workers do for messages. Beat calls both; the rows say what there is to do."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.heartbeat.beating import beats
from shop.core.messaging import outbox, sending

BATCH = 100


@shared_task
@beats("send-due-messages", label=_("Sending messages"))
def send_due_messages() -> None:
    """Send a batch, and ask for the next one while there may be more.

    Safe to run twice and side by side. Lost or killed, the next heartbeat does its work; order
    mails go at least once, all others at most once.
    """
    if sending.send_due(limit=BATCH).total() == BATCH:
        outbox.wake_sender()


@shared_task
@beats("settle-interrupted-messages", label=_("Looking after interrupted messages"))
def settle_interrupted_messages() -> None:
    """Settle the messages of senders that died. Safe to run twice; swept by the next minute."""
    outbox.settle_interrupted(at=clock.now())
