"""Hands a delivery over, within a limit of time that holds whatever the receiver does."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from threading import Thread

import requests
import structlog
from django.conf import settings

from recovery.models import WebhookCode, WebhookDelivery
from recovery.webhooks.signing import headers
from shop.core import clock

log = structlog.get_logger(__name__)

_GONE = 410
_BUSY = frozenset({429, 502, 503, 504})  # answers that ask for fewer requests, or for later ones
_LONGEST_WAIT = timedelta(days=1)  # that a receiver can ask for


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or in ``code`` why there is none."""

    status: int | None = None
    code: WebhookCode | None = None
    wait: timedelta = timedelta()  # as the receiver asked

    @property
    def is_taken(self) -> bool:
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004 - 2xx

    @property
    def is_gone(self) -> bool:
        return self.status == _GONE

    @property
    def is_busy(self) -> bool:
        """Tell whether the next question would only cost time, the receiver's or ours."""
        return self.status is None or self.status in _BUSY


def post(delivery: WebhookDelivery) -> Answer:
    """Send ``delivery`` as it was written, and wait for the answer as long as ``WEBHOOK_SECONDS``.

    In a thread that is left to itself after that: the library limits each wait of its own, not the
    sum of them, and a question to a name server not at all. It asks no database.
    """
    answered: SimpleQueue[Answer] = SimpleQueue()
    url, body = delivery.endpoint.url, delivery.body.encode()
    signed = headers(delivery, at=clock.now())
    sending = Thread(target=lambda: answered.put(_posted(url, body, signed)), daemon=True)
    sending.start()
    try:
        return answered.get(timeout=settings.WEBHOOK_SECONDS)
    except Empty:
        return Answer(code=WebhookCode.TIMED_OUT)


def _posted(url: str, body: bytes, signed: dict[str, str]) -> Answer:
    """Ask, follow no redirect, and read nothing of the answer but how it begins."""
    try:
        with requests.post(
            url,
            data=body,
            headers=signed,
            timeout=settings.WEBHOOK_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, wait=_wait(response.headers.get("retry-after", "")))
    except requests.Timeout:
        return Answer(code=WebhookCode.TIMED_OUT)
    except requests.RequestException:
        return Answer(code=WebhookCode.UNREACHABLE)
    except Exception:
        log.exception("webhook_not_sent")
        return Answer(code=WebhookCode.UNREACHABLE)


def _wait(text: str) -> timedelta:
    """Return what ``Retry-After`` asks for, RFC 9110 10.2.3; nothing where it says nothing."""
    asked = timedelta()
    with suppress(ValueError, OverflowError):
        if text.isascii() and text.isdigit():
            asked = timedelta(seconds=int(text))
        elif text:
            asked = parsedate_to_datetime(text) - clock.now()
    return min(max(asked, timedelta()), _LONGEST_WAIT)
