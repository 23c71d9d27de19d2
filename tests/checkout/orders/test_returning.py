"""Whatever the shopper of an officially abandoned order does, it is a started one again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cart import changing
from checkout.admin import words
from checkout.models import (
    Address,
    AddressKind,
    Order,
    OrderEvent,
    OrderState,
    Payment,
    PaymentState,
    Step,
)
from checkout.orders.standing import NotReady
from checkout.orders.starting import (
    choose_delivery,
    keep_typed,
    record_form_errors,
    save_addresses,
)
from checkout.orders.transitions import move_order
from checkout.payments.asking import ask_about
from checkout.payments.paying import TotalRose
from tests.factories import DeliveryMethodFactory
from tests.orders import HOME, at_bank, begun_order, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(variant):
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


def abandon(order):
    assert move_order(order, OrderState.ABANDONED, by="sweep", reason="left")
    return order


def steps():
    fields = ("from_state", "to_state", "by", "reason")
    return list(OrderEvent.objects.values_list(*fields))[1:]


def email(order):
    begun_order(order.cart, known=order)


def email_of_another(order):
    begun_order(order.cart, email="other@demo.example")


def address(order):
    save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})


def address_abroad(order):
    save_addresses(order=order, addresses={AddressKind.DELIVERY: {**HOME, "country": "BE"}})


def typing(order):
    assert keep_typed(order=order, kind=AddressKind.BILLING, fields={"country": "FR"})


def delivery(order):
    choose_delivery(order=order, method_id=order.delivery_method_id)


def mistake(order):
    errors = {"method": ["required"]}
    record_form_errors(cart=order.cart, order=order, step=Step.DELIVERY, errors=errors)


VERBS = [email, email_of_another, address, address_abroad, typing, delivery, mistake]


@pytest.mark.parametrize("verb", VERBS)
def test_every_step_brings_it_back_once(clock, order, verb):
    abandon(order)
    clock.shift(60)
    verb(Order.objects.get())
    verb(Order.objects.get())
    assert steps() == [
        ("initiated", "abandoned", "sweep", "left"),
        ("abandoned", "initiated", "shopper", "came_back"),
    ]
    found = Order.objects.get()
    assert found.state == OrderState.INITIATED
    assert (found.last_activity_at - found.created_at).seconds == 60


@pytest.mark.parametrize(
    ("verb", "column", "value"),
    [
        (email_of_another, "email", "other@demo.example"),
        (address_abroad, "country", "BE"),
        (typing, "addresses__kind", "billing"),
        (delivery, "reached", Step.PAYMENT),
        (mistake, "error_count", 1),
    ],
)
def test_what_the_step_says_is_written_all_the_same(order, verb, column, value):
    Order.objects.update(reached=Step.DELIVERY)
    Address.objects.all().delete()
    verb(abandon(order))
    assert Order.objects.values_list(column, flat=True).get() == value


@pytest.mark.parametrize(
    ("verb", "queries"), [(typing, 7), (delivery, 1), (mistake, 5), (address, 8)]
)
def test_an_order_that_was_not_abandoned_costs_no_query_more(order, verb, queries):
    """As many as before orders could be abandoned: savepoints are counted, too."""
    with CaptureQueriesContext(connection) as asked:
        verb(order)
    assert len(asked) == queries


def test_paying_goes_through_to_the_end(order):
    abandon(order)
    payment = pay(order)
    assert [(each[1], each[3]) for each in steps()] == [
        ("abandoned", "left"),
        ("initiated", "came_back"),
        ("awaiting_payment", ""),
    ]
    at_bank(payment)
    ask_about(payment)
    assert Order.objects.values_list("state", "total").get() == ("paid", 3070)
    assert Payment.objects.get().state == PaymentState.SUCCEEDED
    assert steps()[-1][:2] == ("awaiting_payment", "paid")


@pytest.mark.parametrize("refusal", [TotalRose, NotReady])
def test_a_payment_that_is_refused_leaves_it_as_it_was(order, refusal):
    abandon(order)
    if refusal is NotReady:
        Order.objects.update(delivery_method=None)
    with pytest.raises(refusal):
        pay(order, shown_total=1)
    assert (Order.objects.get().state, len(steps())) == (OrderState.ABANDONED, 1)
    assert Order.objects.get().frozen_as == ""


def test_emptying_the_cart_erases_an_abandoned_order(order):
    cart = abandon(order).cart
    changing.empty(cart=cart)
    assert Order.objects.count() == 0


def test_money_that_came_too_late_keeps_an_abandoned_order(order):
    Payment.objects.create(
        order=order, gateway="testbank", amount=1, currency="EUR", state=PaymentState.LATE
    )
    cart = abandon(order).cart
    changing.empty(cart=cart)
    assert Order.objects.values_list("state", "cart").get() == ("abandoned", None)
    assert Address.objects.count() == 0


def test_a_step_of_an_erased_order_brings_nothing_back(order):
    stale = Order.objects.get()
    changing.empty(cart=order.cart)
    assert keep_typed(order=stale, kind=AddressKind.BILLING, fields={"country": "FR"}) is False
    with pytest.raises(changing.Closed):
        choose_delivery(order=stale, method_id=1)


def test_staff_read_why():
    with override("en"):
        assert words.reason("came_back") == "the shopper came back"
