"""Writes down what became of an attempt: taken, tried again later, or given up."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from recovery.models import (
    OffReason,
    WebhookCode,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
)
from recovery.webhooks.moving import move
from recovery.webhooks.posting import Answer
from shop.core.backoff import later

log = structlog.get_logger(__name__)

# The standard's own example, but for its five seconds: ten attempts in three days.
RETRY_AFTER = [
    *(timedelta(minutes=minutes) for minutes in (1, 5, 30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
SPREAD = 10  # a pause is longer by up to the tenth part, so that not all come again at once
# An endpoint that takes nothing for longer than one delivery is tried is switched off.
FAILING_FOR = timedelta(days=5)
FAILED_ATTEMPTS = 10


def settle(delivery: WebhookDelivery, answer: Answer, *, at: datetime) -> WebhookState | None:
    """Write down what came back; None when the claim was no longer the caller's, and nothing is."""
    with transaction.atomic():
        if answer.is_taken:
            is_mine = move(
                delivery, WebhookState.DELIVERED, at=at, status=answer.status, delivered_at=at
            )
        elif answer.is_gone:
            is_mine = move(
                delivery, WebhookState.DEAD, at=at, code=WebhookCode.GONE, status=answer.status
            )
        else:
            code = answer.code or WebhookCode.REFUSED
            is_mine = _put_off(delivery, code, at=at, status=answer.status)
        if not is_mine:
            return None
        _judge(delivery.endpoint, answer, at)
    return WebhookState(delivery.state)


def settle_interrupted(*, at: datetime, limit: int) -> int:
    """Let what was claimed by a worker that died go again (``webhook_sending``); return how many."""
    dead = WebhookDelivery.objects.filter(state=WebhookState.SENDING, claimed_until__lte=at)
    return sum(_interrupted(each, at) for each in dead.order_by("claimed_until")[:limit])


def _interrupted(delivery: WebhookDelivery, at: datetime) -> bool:
    with transaction.atomic():
        return _put_off(delivery, WebhookCode.INTERRUPTED, at=at, status=None)


def _put_off(
    delivery: WebhookDelivery, code: WebhookCode, *, at: datetime, status: int | None
) -> bool:
    if delivery.attempts > len(RETRY_AFTER):
        return move(delivery, WebhookState.DEAD, at=at, code=code, status=status)
    due_at = at + pause_after(delivery.attempts, delivery.event_id)
    return move(delivery, WebhookState.DUE, at=at, code=code, status=status, due_at=due_at)


def pause_after(attempts: int, event_id: str) -> timedelta:
    """Return how long to wait after attempt number ``attempts``, spread by the event's random number."""
    pause = RETRY_AFTER[attempts - 1]
    return pause + pause / SPREAD * (int(event_id[-2:], 16) / 0xFF)


def _judge(endpoint: WebhookEndpoint, answer: Answer, at: datetime) -> None:
    """Remember of the endpoint whether it takes anything, and leave it alone, or off, if not."""
    row = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    if answer.is_taken:
        if endpoint.failures:
            row.update(failures=0, failing_since=None)
        return
    row.update(failures=F("failures") + 1, failing_since=Coalesce("failing_since", at))
    if answer.is_gone:
        _switch_off(endpoint, OffReason.GONE)
        return
    failures, since = row.values_list("failures", "failing_since").get()
    if failures >= FAILED_ATTEMPTS and since is not None and since <= at - FAILING_FOR:
        _switch_off(endpoint, OffReason.FAILING)
    elif answer.is_busy:
        row.update(left_alone_until=at + max(later(failures), answer.wait))


def _switch_off(endpoint: WebhookEndpoint, because: OffReason) -> None:
    active = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True)
    if active.update(is_active=False, off_because=because):
        log.warning("webhook_endpoint_off", endpoint=endpoint.pk, because=because.value)
