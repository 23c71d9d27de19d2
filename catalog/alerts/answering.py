"""What the link of a mail about an alert does: it shows, and on request confirms or erases."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from catalog.models import Alert, AlertKey, AlertState
from shop.core import clock
from shop.core.rows.writing import insert, new
from shop.core.tokens import InvalidToken, digest_of, new_token

WAITS_FOR: Final = timedelta(days=180)  # from the confirmation on; who still wants it asks anew


def find_alert(secret: str, *, at: datetime) -> Alert | None:
    """Return the alert that ``secret`` belongs to; None for whatever is not such a link.

    One that nobody has confirmed in time is as good as erased already.
    """
    try:
        digest = digest_of(secret)
    except InvalidToken:
        return None
    alert = Alert.objects.shown().filter(keys__digest=digest).first()
    is_late = alert is not None and alert.state == AlertState.WAITING and alert.kept_until <= at
    return None if is_late else alert


def activate(alert: Alert, *, at: datetime) -> bool:
    """Let an alert count from now on; False if it does already, is over, or came too late."""
    waiting = Alert.objects.filter(pk=alert.pk, state=AlertState.WAITING, kept_until__gt=at)
    changes = {"state": AlertState.ACTIVE, "confirmed_at": at, "kept_until": at + WAITS_FOR}
    if not waiting.update(**changes):
        return False
    for name, value in changes.items():
        setattr(alert, name, value)
    return True


def addresses_for(alerts: Collection[Alert]) -> dict[int, str]:
    """Return a new absolute address for each alert by its key: one query for all of them.

    The secret goes into the mail and nowhere else.
    """
    now, rows, addresses = clock.now(), [], {}
    for alert in alerts:
        token = new_token()
        rows.append(new(AlertKey, alert_id=alert.pk, digest=token.digest, created_at=now))
        addresses[alert.pk] = f"{settings.BASE_URL}{reverse('alert', args=[token.secret])}"
    insert(rows)
    return addresses
