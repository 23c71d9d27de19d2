"""The bank tells the shop how payments ended, until the shop says that it heard."""

import http.client
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.db.models import F

from checkout.gateways.testbank import words
from checkout.gateways.testbank.models import BankNotification, BankPayment
from shop.core import clock

log = structlog.get_logger(__name__)

TIMEOUT = 10  # seconds
AGAIN_AFTER = timedelta(seconds=30)
MOST_ATTEMPTS = 20


def tell(*, payment: BankPayment | None = None, limit: int = 100) -> int:
    """Send what is due, or what is due about ``payment``; return how much of it the shop heard.

    At least once: the shop sorts out repeats.
    """
    now = clock.now()
    due = BankNotification.objects.filter(
        heard_at__isnull=True, due_at__lte=now, attempts__lt=MOST_ATTEMPTS
    )
    if payment is not None:
        due = due.filter(payment=payment)
    rows = due.select_related("payment", "refund").order_by("due_at", "pk")[:limit]
    return sum(_told(row) for row in rows)


def _told(notification: BankNotification) -> bool:
    row = BankNotification.objects.filter(pk=notification.pk)
    row.update(attempts=F("attempts") + 1, due_at=clock.now() + AGAIN_AFTER)
    body, headers = words.signed(notification, clock.now())
    try:
        status = _post(notification.payment.notify_url, body, headers)
    except (OSError, http.client.HTTPException) as error:
        log.warning("shop_unreachable", error=type(error).__name__)
        return False
    if status >= http.client.BAD_REQUEST:
        log.warning("shop_refused", status=status)
        return False
    return bool(row.update(heard_at=clock.now()))


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    address = urlsplit(url)
    secure = address.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(str(address.hostname), address.port, timeout=TIMEOUT)
    try:
        connection.request("POST", address.path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
