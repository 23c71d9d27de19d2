"""What workers do for the core. Beat calls it; the rows say what there is to do."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext_lazy as _

from shop.core.heartbeat.beating import beats


@shared_task
@beats("forget-expired-sessions", label=_("Erasing sessions that are over"))
def forget_expired_sessions() -> None:
    """Erase sessions that are over: Django leaves them. Safe to run twice; swept by the next hour."""
    SessionStore.clear_expired()
