"""Who may be reminded without having asked: customers who were told of it, and could refuse (P1)."""

from datetime import timedelta

import pytest

from checkout.models import Order
from checkout.orders.customers import CUSTOMER_FOR, customers_among
from checkout.orders.notice import TEXT_VERSION, WITH_OPT_OUT
from shop.core.messaging.grounds import Ground
from shop.core.messaging.models import Person, Purpose
from shop.core.messaging.permissions import grounds_for, record_consent
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def sold(count=1, **order):
    """Let people buy, a person each; return their keys."""
    given = {
        "state": "paid", "placed_at": NOON, "notice_version": WITH_OPT_OUT, "language": "en", **order
    }  # fmt: skip
    people = [Person.objects.create() for _ in range(count)]
    Order.objects.bulk_create(
        Order(person=each, reference=f"R{each.pk}", email="zoe@demo.example", **given)
        for each in people
    )
    return [each.pk for each in people]


@pytest.mark.parametrize(
    ("order", "counts"),
    [
        ({}, True),
        ({"state": "delivered"}, True),
        ({"notice_version": TEXT_VERSION}, False),
        ({"notice_version": ""}, False),
        ({"state": "initiated", "placed_at": None}, False),
        ({"state": "cancelled"}, False),
        ({"state": "refunded"}, False),
        ({"placed_at": NOON - CUSTOMER_FOR + timedelta(seconds=1)}, True),
        ({"placed_at": NOON - CUSTOMER_FOR}, False),
    ],
)
def test_a_customer_bought_and_was_told(clock, order, counts):
    people = sold(**order)
    assert customers_among(people) == (set(people) if counts else set())


@pytest.mark.parametrize("count", [1, 30])
def test_customers_cost_one_query_and_so_do_grounds_of_who_has_spoken(
    clock, django_assert_num_queries, count
):
    people = sold(count)
    with django_assert_num_queries(2):
        assert grounds_for(people) == dict.fromkeys(people, Ground.CUSTOMER)
    say(people, is_given=True)
    with django_assert_num_queries(1):
        assert grounds_for(people) == dict.fromkeys(people, Ground.OPT_IN)


@pytest.mark.parametrize(
    ("policy", "said", "ground"),
    [
        ("strict", [], Ground.CUSTOMER),
        ("strict", [True], Ground.OPT_IN),
        ("strict", [False], None),
        ("strict", [True, False], None),
        ("strict", [False, True], Ground.OPT_IN),
        ("opt_in", [], None),
        ("opt_in", [True], Ground.OPT_IN),
        ("opt_in", [True, False], None),
    ],
)
def test_the_last_word_outweighs_what_was_ordered(clock, settings, policy, said, ground):
    settings.REMINDER_CONSENT = policy
    people = sold()
    for each in said:
        say(people, is_given=each)
    assert grounds_for(people).get(people[0]) == ground


def say(people, *, is_given):
    for person in Person.objects.filter(pk__in=people):
        record_consent(
            person=person, purpose=Purpose.REMINDERS, is_given=is_given, text_version="1",
            language="en", source="test",
        )  # fmt: skip
