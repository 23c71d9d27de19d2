"""Who delivers what: each delivery one worker, in whatever moment they meet."""

import pytest
from django.db import connection

from recovery.models import WebhookDelivery, WebhookEndpoint
from recovery.webhooks import claiming
from recovery.webhooks.claiming import bury, claim
from shop.core import clock as shop_clock
from tests.recovery.conftest import MINUTE
from tests.recovery.webhooks.conftest import make_delivery


def take(endpoint):
    return claim(endpoint, at=shop_clock.now())


def test_what_has_been_due_for_longest_comes_first(endpoint, clock):
    later = make_delivery(endpoint)
    earlier = make_delivery(endpoint, due_at=shop_clock.now() - MINUTE)
    make_delivery(endpoint, due_at=shop_clock.now() + MINUTE)
    assert [take(endpoint), take(endpoint), take(endpoint)] == [earlier, later, None]


def test_whoever_is_overtaken_between_reading_and_claiming_gets_nothing(endpoint, monkeypatch):
    """The other one's claim falls exactly in between, as it may without SKIP LOCKED."""
    make_delivery(endpoint)
    real, taken = claiming.move, []

    def overtaken(delivery, *args, **changes):
        monkeypatch.setattr(claiming, "move", real)
        taken.append(take(endpoint))
        return real(delivery, *args, **changes)

    monkeypatch.setattr(claiming, "move", overtaken)
    assert take(endpoint) is None
    assert (taken, WebhookDelivery.objects.get().attempts) == ([WebhookDelivery.objects.get()], 1)


def test_on_postgresql_what_somebody_else_has_is_passed_over(endpoint, django_assert_num_queries):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    make_delivery(endpoint)
    with connection.execute_wrapper(_only_with("SKIP LOCKED")):
        assert take(endpoint) is not None


def _only_with(words):
    def check(execute, sql, params, many, context):
        assert not sql.startswith("SELECT") or words in sql
        return execute(sql, params, many, context)

    return check


@pytest.mark.parametrize(
    "changes", [{"is_active": False}, {"left_alone_until": "2026-03-04T12:00:01Z"}]
)
def test_who_is_off_or_left_alone_by_now_is_told_nothing(endpoint, changes):
    make_delivery(endpoint)
    WebhookEndpoint.objects.update(**changes)
    assert take(endpoint) is None


def test_only_what_is_due_at_an_endpoint_that_is_off_is_given_up(endpoint):
    now = shop_clock.now()
    dead = make_delivery(endpoint)
    make_delivery(endpoint, due_at=now + MINUTE)
    assert bury(endpoint, at=now, limit=9) == 0
    WebhookEndpoint.objects.update(is_active=False)
    assert bury(endpoint, at=now, limit=9) == 1
    assert list(WebhookDelivery.objects.filter(state="dead")) == [dead]
