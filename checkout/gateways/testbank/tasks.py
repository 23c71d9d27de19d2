"""The bank's messenger. Beat sends it; the rows say what there is to tell."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from checkout.gateways.testbank.telling import tell
from shop.core.heartbeat.beating import beats


@shared_task
@beats("testbank-tell-shop", label=_("The test bank's messenger"))
def tell_shop() -> None:
    """Tell the shop what is due, at least once. Safe to run twice; swept by the next heartbeat."""
    tell()
