"""Hands a text to the one service that ``settings.SMS_URLS`` names, by apprise.

Apprise says *yes* or *no*, and its *no* may follow a request that arrived: a text that was not taken
for sure is unclear, and never sent again by itself (R7). Only what apprise refuses to begin with,
before any request, was surely not sent.
"""

from urllib.parse import quote

import apprise
import structlog
from django.conf import settings

from shop.core.messaging.sms.numbers import is_e164
from shop.core.messaging.sms.writing import Text
from shop.core.messaging.transport import Outcome

log = structlog.get_logger(__name__)


def send(text: Text) -> Outcome:
    """Try to hand over one text. Never raises for what a service may do."""
    # Some of apprise's services write to the shop's own number when theirs is none.
    service = service_for(text.number) if is_e164(text.number) else None
    if service is None:
        log.error("sms_not_begun")
        return Outcome.REFUSED
    try:
        is_taken = bool(service.notify(body=text.words))
    except Exception as error:  # noqa: BLE001 - whatever it was, nobody knows whether it arrived
        log.warning("sms_not_sent", error=type(error).__name__)
        return Outcome.UNCLEAR
    return Outcome.SENT if is_taken else Outcome.UNCLEAR


def service_for(number: str) -> apprise.NotifyBase | None:
    """Return the service, set to write to ``number``; None when apprise does not know such a one."""
    if not settings.SMS_URLS:
        return None
    (url,) = settings.SMS_URLS
    return apprise.Apprise.instantiate(url.replace("{to}", quote(number, safe="")))
