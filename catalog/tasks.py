"""What workers do for the catalogue. Beat calls it; the rows say what there is to do."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from catalog.alerts import watching
from shop.core import clock
from shop.core.heartbeat.beating import beats


@shared_task
@beats("watch-alerts", label=_("Telling who asked what is found or back in stock"))
def watch_alerts() -> dict[str, int]:
    """Look whether alerts have come true, each at most once. Safe to run twice and side by side."""
    return dict(watching.watch(at=clock.now()))
