"""The page for those who receive lists exactly what is told."""

import json
import re
from pathlib import Path

import pytest

from recovery.models import WebhookDelivery
from recovery.sweeping import handle_wakes
from recovery.webhooks.catalogue import WebhookEvent
from recovery.webhooks.endpoints import send_test
from shop.core import clock as shop_clock
from tests.recovery.conftest import HOUR

PAGE = (Path(__file__).parents[3] / "docs/webhooks.md").read_text()
ROWS = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)


def fields_of(row):
    ((line),) = re.findall(r"^All `cart\.…` events have (.*):$", PAGE, re.MULTILINE)
    return re.findall(r"`([a-z_]+)`", line if row == "as below" else row)


def test_it_lists_every_event_and_no_other():
    assert [event for event, _row in ROWS] == WebhookEvent.values


def test_it_lists_every_field(street, endpoint):
    street.leave("address", email="anna@demo.example")
    street.after(HOUR)
    street.fail_to_pay()
    street.buy(email="bert@demo.example")
    handle_wakes(at=shop_clock.now())
    send_test(endpoint, at=shop_clock.now())
    told = dict(WebhookDelivery.objects.values_list("event", "body"))
    listed = {event: fields_of(row) for event, row in ROWS}
    assert {event: list(json.loads(body)["data"]) for event, body in told.items()} == {
        event: listed[event] for event in told
    }
    assert {*told} == {"cart.abandoned", "payment.failed", "order.paid", "webhook.test"}


@pytest.mark.parametrize("event", [each for each in WebhookEvent if each.value.startswith("cart.")])
def test_events_of_a_cart_share_their_fields(event):
    assert dict(ROWS)[event.value] == "as below"
