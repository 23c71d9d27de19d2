"""What was swept long ago costs the next sweep nothing: its queries read partial indexes alone."""

from datetime import timedelta

import pytest
from django.db import connection

from cart.models import Cart
from checkout.models import Order, Payment
from checkout.privacy.forgetting import left_for_long, old_orders
from recovery import sweeping
from recovery.episodes import closing
from recovery.models import Episode, Link, Wake, WakeKind
from recovery.privacy import expired_links
from shop.core.messaging.models import Message, Person
from shop.core.messaging.privacy import to_forget
from tests.conftest import NOON
from tests.recovery.conftest import DAY, HOUR

MANY = 1500
LIMIT = 500


@pytest.fixture
def old_shop(db):
    """Thousands of carts, orders, episodes and wakes that every sweep has seen; three are in use."""
    ago = [NOON - 60 * DAY + timedelta(minutes=n) for n in range(MANY)]
    seen = [{"last_activity_at": at, "swept_until": at} for at in ago]
    carts = Cart.objects.bulk_create(Cart(**each) for each in seen)
    people = Person.objects.bulk_create(Person() for _ in ago)
    orders = Order.objects.bulk_create(
        Order(reference=f"R{n}", cart=carts[n], person=people[n], email="a@demo.example", **each)
        for n, each in enumerate(seen)
    )
    payments = Payment.objects.bulk_create(
        Payment(order=order, gateway="testbank", amount=1, currency="EUR", state="failed")
        for order in orders
    )
    wakes = Wake.objects.bulk_create(
        Wake(payment=payment, kind=WakeKind.PAYMENT_FAILED, handled_at=NOON) for payment in payments
    )
    Episode.objects.bulk_create(
        Episode(
            person=person, cart=cart, order=order, depth=2, left_at=at, closes_at=NOON + 9 * DAY
        )
        for person, cart, order, at in zip(people, carts, orders, ago, strict=True)
    )
    episode = Episode.objects.first()
    Link.objects.bulk_create(
        Link(episode=episode, purpose="resume", digest=f"d{n}", expires_at=at)
        for n, at in enumerate(ago)
    )
    Message.objects.bulk_create(
        Message(
            kind="order.confirmed", about=f"order:{n}", message_class="order", priority=0,
            person=people[n], recipient="a@demo.example", state="sent", due_at=at,
        )
        for n, at in enumerate(ago)
    )  # fmt: skip
    in_use = [cart.pk for cart in carts[-3:]]
    Cart.objects.filter(pk__in=in_use).update(last_activity_at=NOON)
    Order.objects.filter(cart__in=in_use).update(last_activity_at=NOON)
    Wake.objects.filter(pk__in=[wake.pk for wake in wakes[-3:]]).update(handled_at=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return in_use


SEARCHES = [
    ("cart_left", lambda: sweeping.left_carts(NOON)[:LIMIT]),
    ("cart_left", lambda: closing.carts_in_use()[: closing.MOST_IN_USE]),
    ("order_left", lambda: sweeping.left_orders(NOON)[:LIMIT]),
    ("order_left", lambda: closing.orders_in_use()[: closing.MOST_IN_USE]),
    ("wake_waiting", lambda: sweeping.waiting_wakes()[:LIMIT]),
    ("episode_closing", lambda: closing.over(at=NOON + 9 * DAY - HOUR)[:LIMIT]),
]
FORGOTTEN = [
    ("cart_to_forget", lambda: left_for_long(NOON)[:LIMIT]),
    ("order_to_forget", lambda: old_orders(NOON)[:LIMIT]),
    ("message_to_forget", lambda: to_forget(NOON)[:LIMIT]),
    ("link_expired", lambda: Link.objects.filter(expired_links(NOON)[0]).order_by()[:LIMIT]),
    ("link_why", lambda: Link.objects.filter(expired_links(NOON)[1]).order_by()[:LIMIT]),
]


def test_each_search_reads_its_partial_index(old_shop):
    plans = {}
    for index, search in SEARCHES:
        if connection.vendor == "sqlite" and index == "order_left":
            continue  # it does not recognise the condition of three states in a query with parameters
        plans[index] = search().explain()
        assert _reads(plans[index], index), plans[index]
    assert len(plans) == (3 if connection.vendor == "sqlite" else 4)


def test_the_search_for_returns_reads_only_what_is_in_use(old_shop):
    rows = closing.returned()[:LIMIT]
    assert sorted(rows.values_list("cart", flat=True)) == old_shop
    plan = rows.explain()
    assert "recovery_episode_cart_id" in plan, plan
    assert "recovery_episode_order_id" in plan, plan
    assert not _reads_all(plan, "recovery_episode"), plan
    assert [len(search()) for _index, search in SEARCHES] == [3, 3, 3, 3, 3, 0]


def test_each_search_for_what_is_past_reads_its_partial_index(old_shop):
    for index, search in FORGOTTEN:
        plan = search().explain()
        assert f" {index}" in plan, plan
        assert list(search()) == []


def _reads(plan, index):
    """Tell whether ``index`` is read, and no table from one end to the other."""
    tables = ("cart_cart", "checkout_order", "recovery_wake", "recovery_episode")
    return f" {index}" in plan and not any(_reads_all(plan, table) for table in tables)


def _reads_all(plan, table):
    """PostgreSQL says ``Seq Scan on table``, SQLite ``SCAN table`` without naming an index."""
    lines = plan.splitlines()
    return any(
        f"Seq Scan on {table} " in line or (f"SCAN {table}" in line and "USING" not in line)
        for line in lines
    )
