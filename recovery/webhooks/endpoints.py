"""What staff do to an endpoint, and to what was not delivered."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from recovery.models import WebhookCode, WebhookDelivery, WebhookEndpoint, WebhookState
from recovery.webhooks.moving import move
from recovery.webhooks.recording import TASK, record_test
from recovery.webhooks.signing import new_secret
from shop.core import clock
from shop.core.workers import wake_after_commit

# What is forgotten when an endpoint is switched on (again).
ON = {
    "is_active": True,
    "off_because": "",
    "failures": 0,
    "failing_since": None,
    "left_alone_until": clock.LONG_AGO,
}


def change_secret(endpoint: WebhookEndpoint) -> bool:
    """Give ``endpoint`` a new secret; the one of now signs beside it until it is forgotten.

    False where somebody else was faster: of two new secrets the receiver must get to know both.
    """
    row = WebhookEndpoint.objects.filter(pk=endpoint.pk, secret=endpoint.secret)
    return bool(row.update(former_secret=F("secret"), secret=new_secret()))


def forget_former_secret(endpoint: WebhookEndpoint) -> bool:
    """Let the former secret sign nothing more."""
    row = WebhookEndpoint.objects.filter(pk=endpoint.pk, secret=endpoint.secret)
    return bool(row.exclude(former_secret="").update(former_secret=""))


def send_test(endpoint: WebhookEndpoint, *, at: datetime) -> WebhookDelivery | None:
    """Let ``endpoint`` be told of a test; None when it is switched off."""
    with transaction.atomic():
        if not WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).exists():
            return None
        return record_test(endpoint, at=at)


def send_again(delivery: WebhookDelivery, *, at: datetime) -> bool:
    """Let a delivery that has ended go once more, with as many attempts as a new one.

    False when it has not ended, or its endpoint is switched off.
    """
    is_over = delivery.state in {WebhookState.DEAD, WebhookState.DELIVERED}
    if not (is_over and WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, is_active=True)):
        return False
    with transaction.atomic():
        has_moved = move(
            delivery,
            WebhookState.DUE,
            at=at,
            code=WebhookCode.RESENT,
            attempts=0,
            due_at=at,
            delivered_at=None,
            seen_at=None,
            seen_by=None,
        )
        if has_moved:
            wake_after_commit(TASK)
    return has_moved
