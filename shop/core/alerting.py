"""Tells staff something at once, over whatever STAFF_ALERT_URLS names (R8, R16)."""

import apprise
from django.conf import settings


def notify(title: str, body: str) -> bool:
    """Tell all of them. One that is silent makes all be told again: better twice than never."""
    services = apprise.Apprise()
    for url in settings.STAFF_ALERT_URLS:
        services.add(url)
    return bool(services.notify(title=title, body=body))
