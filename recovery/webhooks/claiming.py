"""Claims what is due, one delivery at a time: from *due* to *sending*, in one short transaction."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from recovery.models import WebhookCode, WebhookDelivery, WebhookEndpoint, WebhookState
from recovery.webhooks.moving import move

CLAIMED_FOR = timedelta(minutes=5)  # well above the longest wait for an answer


def endpoints_waiting(*, at: datetime) -> QuerySet[WebhookEndpoint]:
    """Return the endpoints at which something is due (``webhook_due``), unless they are left alone.

    Those that answer come first: nobody waits for one that does not.
    """
    theirs = due(at=at).filter(endpoint=OuterRef("pk"))
    rows = WebhookEndpoint.objects.filter(Exists(theirs), left_alone_until__lte=at)
    return rows.order_by("failures", "pk")


def due(*, at: datetime) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(state=WebhookState.DUE, due_at__lte=at)


def claim(endpoint: WebhookEndpoint, *, at: datetime) -> WebhookDelivery | None:
    """Claim what has been due at ``endpoint`` for longest; None when nothing is.

    One that was switched off is told nothing more, neither is one that is left alone by now.
    """
    with transaction.atomic():
        rows = due(at=at).filter(
            endpoint=endpoint, endpoint__is_active=True, endpoint__left_alone_until__lte=at
        )
        delivery = _locked(rows.select_related("endpoint").order_by("due_at", "pk")).first()
        if delivery is None:
            return None
        is_mine = move(
            delivery,
            WebhookState.SENDING,
            at=at,
            attempts=delivery.attempts + 1,
            claimed_until=at + CLAIMED_FOR,
        )
    return delivery if is_mine else None


def bury(endpoint: WebhookEndpoint, *, at: datetime, limit: int) -> int:
    """Give up what is due at an endpoint that is switched off; staff can send it again."""
    with transaction.atomic():
        rows = due(at=at).filter(endpoint=endpoint, endpoint__is_active=False)
        return sum(
            move(each, WebhookState.DEAD, at=at, code=WebhookCode.SWITCHED_OFF)
            for each in _locked(rows.order_by("due_at", "pk")[:limit])
        )


def _locked(rows: QuerySet[WebhookDelivery]) -> QuerySet[WebhookDelivery]:
    """Lock ``rows`` as they are read: SKIP LOCKED on PostgreSQL, an immediate transaction on SQLite."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows
