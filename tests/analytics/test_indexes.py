"""A report of a week reads a week, however long the shop has been open."""

from datetime import timedelta

import pytest
from django.db import connection

from analytics.periods import last_days
from cart.models import Cart
from catalog.models import Search
from checkout.models import FormError, Order, Payment
from recovery.models import Alert, Episode
from shop.core.messaging.models import Person
from tests.conftest import NOON

MANY = 1500
READS = [
    ("search_by_day", Search, "searched_at"),
    ("cart_by_day", Cart, "created_at"),
    ("form_error_by_day", FormError, "met_at"),
    ("order_by_day", Order, "placed_at"),
    ("episode_newest", Episode, "left_at"),
    ("alert_by_day", Alert, "created_at"),
]


@pytest.fixture
def old_shop(db, clock):
    """A fact of each kind every hour of two months."""
    ago = [NOON - timedelta(hours=n) for n in range(MANY)]
    Search.objects.bulk_create(
        Search(text="cup", words="cup", hits=1, language="en", searched_at=at) for at in ago
    )
    carts = Cart.objects.bulk_create(Cart(created_at=at) for at in ago)
    person = Person.objects.create()
    orders = Order.objects.bulk_create(
        Order(reference=f"R{n}", cart=cart, person=person, email="a@demo.example", placed_at=at)
        for n, (cart, at) in enumerate(zip(carts, ago, strict=True))
    )
    FormError.objects.bulk_create(
        FormError(cart=cart, step=1, field="email", code="invalid", met_at=at)
        for cart, at in zip(carts, ago, strict=True)
    )
    Episode.objects.bulk_create(
        Episode(person=person, depth=1, left_at=at, closes_at=at, closed_at=at, state="abandoned")
        for at in ago
    )
    payments = Payment.objects.bulk_create(
        Payment(order=order, gateway="testbank", amount=1, currency="EUR", state="failed")
        for order in orders
    )
    Alert.objects.bulk_create(
        Alert(payment=payment, created_at=at) for payment, at in zip(payments, ago, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_each_fact_is_found_by_its_day(old_shop):
    week = last_days(7)
    for index, model, field in READS:
        plan = model.objects.filter(week.holds(field)).order_by().values("pk").explain()
        assert f" {index}" in plan, plan
