"""What the tables refuse, which steps there are, and which index serves which question."""

import pytest
from django.db import IntegrityError, connection, transaction

from recovery.models import WebhookDelivery, WebhookEndpoint, WebhookState, WebhookStep
from recovery.models.webhook import TRANSITIONS
from recovery.webhooks.claiming import due
from recovery.webhooks.moving import move
from shop.core import clock as shop_clock
from tests.conftest import NOON
from tests.recovery.conftest import DAY
from tests.recovery.webhooks.conftest import make_delivery


@pytest.mark.parametrize(
    ("model", "changes", "name"),
    [
        (WebhookEndpoint, {"activated_at": None}, "webhook_endpoint_active_has_date"),
        (WebhookEndpoint, {"off_because": "gone"}, "webhook_endpoint_active_has_date"),
        (
            WebhookEndpoint,
            {"off_because": "?", "is_active": False},
            "webhook_endpoint_off_known",
        ),
        (WebhookEndpoint, {"secret": ""}, "webhook_endpoint_has_secret"),
        (WebhookEndpoint, {"failures": 1}, "webhook_endpoint_fails_since"),
        (WebhookEndpoint, {"failing_since": NOON}, "webhook_endpoint_fails_since"),
        (WebhookDelivery, {"state": "?"}, "webhook_delivery_state_known"),
        (WebhookDelivery, {"event": "cart.stolen"}, "webhook_delivery_event_known"),
        (WebhookDelivery, {"code": "?"}, "webhook_delivery_code_known"),
        (WebhookDelivery, {"state": "sending"}, "webhook_delivery_claim_ends"),
        (WebhookDelivery, {"claimed_until": NOON}, "webhook_delivery_claim_ends"),
        (WebhookDelivery, {"state": "delivered"}, "webhook_delivery_has_date"),
        (WebhookDelivery, {"state": "dead"}, "webhook_delivery_death_has_code"),
        (WebhookStep, {"to_state": "?"}, "webhook_step_state_known"),
        (WebhookStep, {"code": "?"}, "webhook_step_code_known"),
    ],
)
def test_constraint(endpoint, model, changes, name):
    WebhookStep.objects.create(delivery=make_delivery(endpoint), to_state="due")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**changes)


def test_an_event_is_told_once_an_endpoint(endpoint):
    delivery = make_delivery(endpoint)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_delivery(endpoint, event_id=delivery.event_id)


@pytest.mark.parametrize(
    ("origin", "to"),
    [
        (origin, to)
        for origin in WebhookState
        for to in WebhookState
        if to not in TRANSITIONS[origin]
    ],
)
def test_a_step_that_the_table_does_not_have_is_refused(endpoint, origin, to):
    delivery = make_delivery(endpoint)
    delivery.state = origin
    with pytest.raises(ValueError, match="never goes"):
        move(delivery, to, at=NOON)


def test_a_delivery_that_has_moved_is_not_moved_by_who_read_it_before(endpoint):
    delivery = make_delivery(endpoint)
    read_before = WebhookDelivery.objects.get()
    assert move(delivery, WebhookState.SENDING, at=NOON, attempts=1, claimed_until=NOON)
    assert not move(read_before, WebhookState.SENDING, at=NOON, attempts=1, claimed_until=NOON)
    assert WebhookStep.objects.count() == 1


def test_what_was_delivered_long_ago_costs_no_claim_anything(endpoint):
    many = [
        WebhookDelivery(
            endpoint=endpoint, event_id=f"msg_{n}", event="webhook.test", body="{}",
            state="delivered", delivered_at=NOON, due_at=NOON - DAY,
        )
        for n in range(1500)
    ]  # fmt: skip
    WebhookDelivery.objects.bulk_create(many)
    make_delivery(endpoint)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    now = shop_clock.now()
    searches = {
        "webhook_due": due(at=now).filter(endpoint=endpoint).order_by("due_at", "pk")[:1],
        "webhook_sending": WebhookDelivery.objects.filter(
            state=WebhookState.SENDING, claimed_until__lte=now
        ).order_by("claimed_until")[:100],
        "webhook_dead": WebhookDelivery.objects.filter(state=WebhookState.DEAD, seen_at=None),
    }
    for index, search in searches.items():
        assert f" {index}" in search.explain(), search.explain()
