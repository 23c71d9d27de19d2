"""What workers do for privacy. Beat calls it; the rows say what there is to do."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.heartbeat.beating import beats
from shop.core.privacy import forgetting


@shared_task
@beats("forget-what-is-past", label=_("Forgetting what is kept no longer"))
def forget_what_is_past() -> None:
    """Forget what is kept no longer. Safe to run twice and side by side; swept by the next hour."""
    forgetting.forget_what_is_past(at=clock.now())
