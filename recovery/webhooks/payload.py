"""What is told of an event: codes, numbers and amounts, and nobody's name, address or link.

Each function returns ``data``, with the fields that ``docs/webhooks.md`` promises; amounts are minor
units of ``currency``.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from checkout.models import Order, Payment
from recovery.models import Depth, Episode
from recovery.webhooks.catalogue import WebhookEvent

Data = dict[str, Any]


def body(event: WebhookEvent, data: Data, *, at: datetime) -> str:
    """Return the text that is signed and sent: short, and in ASCII, so that no encoding changes it."""
    told = {"type": event.value, "timestamp": moment(at), "data": data}
    return json.dumps(told, separators=(",", ":"))


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def of_episodes(episodes: Sequence[Episode]) -> list[Data]:
    """Return what is told of ``episodes`` as they stand in the database: one query for all of them."""
    pks = [episode.pk for episode in episodes]
    rows = Episode.objects.filter(pk__among=pks).select_related("order", "scenario", "bought")
    found = {row.pk: row for row in rows}
    return [_of_episode(found[pk]) for pk in pks]


def _of_episode(episode: Episode) -> Data:
    return {
        "episode": episode.pk,
        "depth": Depth(episode.depth).name.lower(),
        "cause": episode.cause,
        "said": episode.said or None,
        "scenario": episode.scenario.slug if episode.scenario else None,
        "order": episode.order.reference if episode.order else None,
        "value": episode.value,
        "currency": settings.CURRENCY,
        "left_at": moment(episode.left_at),
        "returned_at": moment(episode.returned_at) if episode.returned_at else None,
        "by_link": episode.came_by_link,
        "bought": episode.bought.reference if episode.bought else None,
    }


def of_payment(payment: Payment) -> Data:
    return {
        "order": payment.order.reference,
        "amount": payment.amount,
        "currency": payment.currency,
        "gateway": payment.gateway,
        "error": payment.error or None,
    }


def of_order(order: Order) -> Data:
    return {"order": order.reference, "value": order.total, "currency": settings.CURRENCY}


def of_test() -> Data:
    return {"shop": settings.BASE_URL}
