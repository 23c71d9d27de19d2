"""Tells staff of failed payments over whatever STAFF_ALERT_URLS names, at least once.

Nothing about the person leaves the shop: what, how much, which error, and a link to the order's page
in the administration, which shows the rest to whoever may see it.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from checkout.models import PaymentError
from recovery.models import Alert
from shop.core import clock, money
from shop.core.alerting import notify

log = structlog.get_logger(__name__)

RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
CLAIMED_FOR = timedelta(minutes=5)  # well above the longest talk with a chat service


def tell_staff(*, at: datetime, limit: int = 20) -> int:
    """Tell of at most ``limit`` failed payments; return of how many."""
    due = Alert.objects.filter(tell_at__lte=at).order_by("tell_at")
    return sum(_tell(alert, at) for alert in due.select_related("payment__order")[:limit])


def _tell(alert: Alert, at: datetime) -> bool:
    """Claim, tell, write down. Who dies in between leaves an alert that is told once more."""
    if not settings.STAFF_ALERT_URLS:
        Alert.objects.filter(pk=alert.pk).update(tell_at=None)
        return False
    claim = Alert.objects.filter(pk=alert.pk, tell_at=alert.tell_at)
    if not claim.update(tell_at=at + CLAIMED_FOR, tries=alert.tries + 1):
        return False
    is_told = _is_told(alert)
    again = None if alert.tries >= len(RETRY_AFTER) else clock.now() + RETRY_AFTER[alert.tries]
    Alert.objects.filter(pk=alert.pk).update(
        **({"tell_at": None, "told_at": clock.now()} if is_told else {"tell_at": again})
    )
    if not is_told:
        log.warning("staff_not_told", alert=alert.pk, tries=alert.tries + 1)
    return is_told


def _is_told(alert: Alert) -> bool:
    """Tell of one alert. Whatever breaks counts as not told, and keeps nobody from the next one."""
    try:
        return notify(*_words(alert))
    except Exception:
        log.exception("telling_failed", alert=alert.pk)
        return False


def _words(alert: Alert) -> tuple[str, str]:
    payment = alert.payment
    with override(settings.LANGUAGE_CODE):
        error = PaymentError(payment.error).label if payment.error else ""
        amount = money.formatted(payment.amount)
        title = gettext("Payment failed: %(amount)s, order %(order)s") % {
            "amount": amount,
            "order": payment.order.reference,
        }
        path = reverse("admin:checkout_order_change", args=[payment.order_id])
    return title, f"{error}\n{settings.BASE_URL}{path}"
