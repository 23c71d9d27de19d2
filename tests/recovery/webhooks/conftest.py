"""Endpoints, and deliveries that wait at them."""

from itertools import count

import pytest

from recovery.models import WebhookDelivery, WebhookEndpoint
from recovery.webhooks import payload
from recovery.webhooks.catalogue import CHOICES, WebhookEvent
from recovery.webhooks.signing import new_secret
from shop.core import clock as shop_clock

ALL = [event for event, _label in CHOICES]
_numbers = count(1)


def make_endpoint(**fields):
    wanted = {"name": "CRM", "url": "https://crm.example/hook", "events": ALL, **fields}
    return WebhookEndpoint.objects.create(
        **{"secret": new_secret(), "activated_at": shop_clock.now(), **wanted}
    )


def make_delivery(endpoint, **fields):
    """A test, due now; ``msg_…00`` is its number, so that its pauses are not spread."""
    event, now = WebhookEvent.TEST, shop_clock.now()
    return WebhookDelivery.objects.create(
        **{
            "endpoint": endpoint,
            "event_id": f"msg_{next(_numbers):030x}00",
            "event": event,
            "body": payload.body(event, {"shop": "https://shop.example"}, at=now),
            **fields,
        }
    )


@pytest.fixture
def endpoint(db, clock):
    return make_endpoint()
