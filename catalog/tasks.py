"""What workers do for the catalogue. Beat calls it; the rows say what there is to do."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from catalog.alerts import watching
from catalog.search import tending
from shop.core import clock
from shop.core.heartbeat.beating import beats


@shared_task
@beats("watch-alerts", label=_("Telling who asked what is found or back in stock"))
def watch_alerts() -> dict[str, int]:
    """Look whether alerts have come true, each at most once. Safe to run twice and side by side."""
    return dict(watching.watch(at=clock.now()))


@shared_task
@beats("tend-search", label=_("Keeping the words of the search up to date"))
def tend_search() -> dict[str, int]:
    """Write anew what an earlier version indexed, daily forget words of no product. Safe to run twice."""
    rewritten = tending.rewrite_outdated()
    added, forgotten = tending.tidy_vocabulary_daily()
    return {"rewritten": rewritten, "added": added, "forgotten": forgotten}
