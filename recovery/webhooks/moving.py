"""How a delivery changes its state: a conditional update and a step, in the caller's transaction."""

from datetime import datetime
from typing import Any

from recovery.models import WebhookCode, WebhookDelivery, WebhookState, WebhookStep
from recovery.models.webhook import TRANSITIONS


def move(
    delivery: WebhookDelivery,
    to: WebhookState,
    *,
    at: datetime,
    code: WebhookCode | None = None,
    status: int | None = None,
    **changes: Any,
) -> bool:
    """Move ``delivery`` if it still stands as it was read; False when it does not.

    Raises ValueError for a step that the table does not have.
    """
    origin = WebhookState(delivery.state)
    if to not in TRANSITIONS[origin]:
        message = f"a delivery never goes from {origin} to {to}"
        raise ValueError(message)
    why = code.value if code else ""
    changes = {"state": to, "code": why, "status": status, "claimed_until": None, **changes}
    row = WebhookDelivery.objects.filter(
        pk=delivery.pk,
        state=origin,
        attempts=delivery.attempts,
        claimed_until=delivery.claimed_until,
    )
    if not row.update(**changes):
        return False
    for name, value in changes.items():
        setattr(delivery, name, value)
    WebhookStep.objects.create(delivery=delivery, to_state=to, code=why, status=status, at=at)
    return True
