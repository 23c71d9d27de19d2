"""What staff are told at once: failed payments, words that somebody wrote, reminders that pause (R8, R11, R12).

Nothing about a person leaves the shop: what, how much, which error, and a link to the page in the
administration, which shows the rest to whoever may see it.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from checkout.models import PaymentError
from recovery.models import Alert, Reply
from shop.core import money
from shop.core.messaging.models import Pause
from shop.core.telling import tell_of


def tell_staff(*, at: datetime, limit: int = 20) -> int:
    """Tell of at most ``limit`` of each kind; return of how many together."""
    kinds: list[tuple[QuerySet[Any], Any]] = [
        (Alert.objects.select_related("payment__order"), _of_payment),
        (Reply.objects.select_related("episode"), _of_reply),
        (Pause.objects.all(), _of_pause),
    ]
    return sum(tell_of(rows, words, at=at, limit=limit) for rows, words in kinds)


def untold(at: datetime) -> list[QuerySet[Any]]:
    """Return what is to be told by ``at`` (``alert_to_tell``, ``reply_to_tell``, ``pause_to_tell``)."""
    return [model._default_manager.filter(tell_at__lte=at) for model in (Alert, Reply, Pause)]  # noqa: SLF001 - Django's public name


def _of_payment(alert: Alert) -> tuple[str, str]:
    payment = alert.payment
    error = PaymentError(payment.error).label if payment.error else ""
    title = gettext("Payment failed: %(amount)s, order %(order)s") % {
        "amount": money.formatted(payment.amount),
        "order": payment.order.reference,
    }
    return title, f"{error}\n{_page('checkout_order', payment.order_id)}"


def _of_reply(reply: Reply) -> tuple[str, str]:
    title = gettext("Somebody wrote what got in their way, and may wait for an answer")
    return title, f"{reply.episode.get_said_display()}\n{_page('recovery_reply', reply.pk)}"


def _of_pause(pause: Pause) -> tuple[str, str]:
    words = gettext("People who complained: %(complaints)d. Reminders sent: %(sent)d.")
    numbers = words % {"complaints": pause.complaints, "sent": pause.sent}
    return gettext("Reminders are paused"), f"{numbers}\n{_page('messaging_pause', pause.pk)}"


def _page(model: str, pk: int) -> str:
    return f"{settings.BASE_URL}{reverse(f'admin:{model}_change', args=[pk])}"
