"""Demo shoppers wait for what is sold out and what nobody sells."""

import pytest
from django.utils.translation import override

from analytics.waiting import Awaited, awaited
from catalog.models import Alert
from shop.core.messaging.models import Message
from shop.demo.shoppers.waiting import let_some_wait
from tests.factories import UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


def test_they_wait_each_for_a_little_less_than_the_one_before(clock):
    for number in range(8):
        UserFactory(email=f"demo.{number}@demo.example")
    UserFactory(email="zoe@demo.example")
    VariantFactory(sku="CUP")
    for sku in ("POT", "PAN", "JAR"):
        VariantFactory(sku=sku, on_hand=0, product__name_fr=sku.title())
    first = let_some_wait()
    assert {(alert.pk, alert.state) for alert in let_some_wait()} == {
        (alert.pk, "active") for alert in first
    }
    assert Alert.objects.count() == len(first)
    assert Message.objects.count() == 0
    with override("fr"):
        found = [(each.name, each.people, each.sku) for each in awaited(most=9)]
    assert found == [
        ("Jar", 6, "JAR"),
        ("drone", 6, ""),
        ("trampoline", 4, ""),
        ("Pan", 2, "PAN"),
    ]
    assert isinstance(awaited(most=1)[0], Awaited)
    assert len(awaited(most=1)) == 1


def test_in_a_new_shop_nobody_waits():
    assert let_some_wait() == []
