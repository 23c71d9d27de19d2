"""Whoever follows the shop is told of a fact with it, or not at all."""

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cart import changing
from checkout.models import Order
from recovery.models import Episode, WebhookDelivery, WebhookEndpoint
from recovery.sweeping import handle_wakes, sweep
from recovery.webhooks.catalogue import WebhookEvent
from recovery.webhooks.recording import record_episodes
from shop.core import clock as shop_clock
from tests.conftest import NOON
from tests.factories import UserFactory
from tests.recovery.conftest import DAY, HOUR, MINUTE, of_copying
from tests.recovery.looking import IDLE, look
from tests.recovery.test_sweeping import QUERIES
from tests.recovery.webhooks.conftest import make_endpoint

pytestmark = pytest.mark.usefixtures("endpoint")


def told():
    return list(WebhookDelivery.objects.order_by("pk").values_list("event", flat=True))


def last():
    return json.loads(WebhookDelivery.objects.latest("pk").body)


def test_what_was_left_is_told(street):
    order = street.leave("payment")
    street.after(HOUR)
    assert last() == {
        "type": "cart.abandoned",
        "timestamp": "2026-03-04T13:00:00Z",
        "data": {
            "episode": Episode.objects.get().pk,
            "depth": "payment",
            "cause": "delivery_cost",
            "said": None,
            "scenario": "payment-left",
            "order": order.reference,
            "value": 2000,
            "currency": "EUR",
            "left_at": "2026-03-04T12:00:00Z",
            "returned_at": None,
            "by_link": False,
            "bought": None,
        },
    }


def test_what_has_no_order_names_none(street):
    street.leave_cart(user=UserFactory())
    street.after(HOUR)
    assert (last()["data"]["depth"], last()["data"]["order"]) == ("cart", None)


def test_a_product_looked_at_again_and_again_is_told_without_its_name(street, zoe, pot):
    look(street, zoe, pot)
    street.after(IDLE)
    assert (told(), last()["data"]["depth"]) == (["cart.abandoned"], "product")
    assert pot.slug not in WebhookDelivery.objects.get().body


def test_a_return_is_told(street):
    order = street.leave("address")
    street.after(HOUR)
    changing.touch(order.cart)
    street.after(MINUTE)
    assert told() == ["cart.abandoned", "cart.returned"]
    assert last()["data"]["returned_at"] == "2026-03-04T13:00:00Z"


def test_a_purchase_is_told_as_such_and_as_the_recovery_of_what_was_left(street):
    order = street.leave("payment")
    street.after(HOUR)
    street.buy(order)
    handle_wakes(at=shop_clock.now())
    assert told() == ["cart.abandoned", "cart.recovered", "order.paid"]
    assert last()["data"] == {"order": order.reference, "value": 2490, "currency": "EUR"}
    recovered = json.loads(WebhookDelivery.objects.get(event="cart.recovered").body)
    assert recovered["data"]["bought"] == order.reference


def test_the_end_is_told(street):
    street.leave("address")
    street.after(HOUR)
    street.after(30 * DAY)
    assert told() == ["cart.abandoned", "cart.officially_abandoned"]


def test_what_was_emptied_is_told(street):
    order = street.leave("address")
    street.after(HOUR)
    changing.empty(cart=order.cart)
    street.after(MINUTE)
    assert told()[0] == "cart.abandoned"
    assert set(told()[1:]) == {"cart.dropped"}


def test_a_failed_payment_is_told_with_its_error(street):
    payment = street.fail_to_pay(error="no_funds")
    handle_wakes(at=shop_clock.now())
    assert sorted(told()) == ["cart.abandoned", "payment.failed"]
    body = json.loads(WebhookDelivery.objects.get(event="payment.failed").body)
    assert body["data"] == {
        "order": payment.order.reference,
        "amount": 2490,
        "currency": "EUR",
        "gateway": "testbank",
        "error": "no_funds",
    }


def test_a_failure_is_told_though_another_attempt_has_followed(street):
    payment = street.fail_to_pay()
    street.start_to_pay(payment.order)
    handle_wakes(at=shop_clock.now())
    assert told() == ["payment.failed"]


def test_only_who_is_on_and_chose_the_event_is_told(street, endpoint):
    chose = make_endpoint(events=["cart.abandoned"])
    make_endpoint(is_active=False)
    make_endpoint(events=["order.paid"])
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(events=["cart.returned"])
    street.leave("address")
    street.after(HOUR)
    assert list(WebhookDelivery.objects.values_list("endpoint", flat=True)) == [chose.pk]


def test_two_endpoints_are_told_the_same_by_the_same_number(street):
    make_endpoint()
    street.leave("address")
    street.after(HOUR)
    first, second = WebhookDelivery.objects.all()
    assert (first.event_id, first.body) == (second.event_id, second.body)
    assert first.endpoint_id != second.endpoint_id


def test_what_is_taken_back_is_told_nobody(street):
    """An episode whose transaction ends in an error leaves no delivery."""
    street.leave("address")
    street.clock.shift(HOUR)

    with transaction.atomic():
        sweep(at=shop_clock.now())
        assert told() == ["cart.abandoned"]
        transaction.set_rollback(True)
    assert (told(), Episode.objects.count()) == ([], 0)
    assert street.after(MINUTE) == {"noticed": 1}
    assert told() == ["cart.abandoned"]


def test_a_fact_that_is_told_twice_makes_one_delivery(street, episode):
    before = told()
    record_episodes(WebhookEvent.CART_ABANDONED, [episode], at=NOON)
    assert told() == before == ["cart.abandoned"]


def test_a_worker_is_woken_once_the_fact_stands(
    street, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("shop.core.workers.wake", woken.append)
    street.leave("address")
    with django_capture_on_commit_callbacks(execute=True):
        street.after(HOUR)
        assert woken == []
    assert woken.count("recovery.tasks.deliver_webhooks") == 1


def test_a_sweep_asks_once_who_listens_however_much_it_tells(street):
    """Three queries more where somebody listens: what became of the episodes, and their deliveries."""

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert street.after(HOUR)["noticed"]
        asked = [each for each in seen if '"recovery_webhookendpoint"' in each["sql"]]
        return len(seen), len([each for each in asked if each["sql"].startswith("SELECT")])

    street.leave("payment")
    assert queries() == (QUERIES + of_copying(3) + 2, 1)
    for name in ("anna", "bert", "cleo"):
        street.leave("payment", email=f"{name}@demo.example")
    assert queries() == (QUERIES + of_copying(3) + 2, 1)


def test_nothing_that_is_told_names_anybody(street, zoe):
    """All that is known of somebody: account, address, name, phone, links, what they wrote."""
    order = street.leave("payment", email=zoe.email)
    Order.objects.filter(pk=order.pk).update(user=zoe)
    street.after(HOUR)
    street.fail_to_pay(order)
    handle_wakes(at=shop_clock.now())
    street.buy(order)
    handle_wakes(at=shop_clock.now())
    order.refresh_from_db()
    texts = " ".join(WebhookDelivery.objects.values_list("body", flat=True))
    assert len(told()) >= 4
    address = order.addresses.get(kind="delivery")
    known = [zoe.email, zoe.email.partition("@")[0], address.name, address.line1, address.city]
    known += [address.postcode, address.phone or "33", "http", "token", "person"]
    assert [each for each in known if each in texts] == []
