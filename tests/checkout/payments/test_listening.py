"""Whoever hears of payments hears of each end once, and can break nothing (R17)."""

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import Brand, Stock
from checkout.gateways.interface import Outcome, Report
from checkout.models import FormError, Order, OrderState, Payment, PaymentState
from checkout.payments import listening, settling
from checkout.payments.listening import hears_of_payments
from checkout.payments.settling import WrongAmount, settle
from shop.core.messaging.models import Message
from tests.factories import BrandFactory, DeliveryMethodFactory
from tests.orders import pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _none_yet(monkeypatch):
    monkeypatch.setattr(listening, "_listeners", [])


@pytest.fixture
def payment(variant):
    return pay(ready_order({variant: 2}, method=DeliveryMethodFactory()))


@pytest.fixture
def heard():
    """What a listener heard: the payment's state, and the order's."""
    told = []
    hears_of_payments(lambda payment: told.append((payment.state, payment.order.state)))
    return told


def report(outcome, payment, amount=None):
    return Report(
        outcome=outcome,
        amount=payment.amount if amount is None else amount,
        currency=payment.currency,
    )


def say(payment, *outcomes):
    for outcome in outcomes:
        settle(payment.pk, report(outcome, payment), by="bank")


@pytest.mark.parametrize(
    ("outcomes", "ends"),
    [
        ([Outcome.SUCCEEDED], [("succeeded", "paid")]),
        ([Outcome.FAILED], [("failed", "awaiting_payment")]),
        ([Outcome.CANCELLED], [("cancelled", "awaiting_payment")]),
        ([Outcome.OPEN, Outcome.PENDING], []),
        ([Outcome.PENDING, Outcome.SUCCEEDED], [("succeeded", "paid")]),
        (
            [Outcome.FAILED, Outcome.SUCCEEDED],
            [("failed", "awaiting_payment"), ("succeeded", "paid")],
        ),
        ([Outcome.SUCCEEDED, Outcome.SUCCEEDED, Outcome.FAILED], [("succeeded", "paid")]),
    ],
)
def test_each_end_is_heard_once(payment, heard, outcomes, ends):
    say(payment, *outcomes)
    assert heard == ends


def test_a_wrong_amount_is_no_end(payment, heard):
    with pytest.raises(WrongAmount):
        settle(payment.pk, report(Outcome.SUCCEEDED, payment, amount=1), by="bank")
    assert heard == []


def test_the_order_needs_no_query(payment, django_assert_num_queries):
    seen = []

    def look(payment):
        with django_assert_num_queries(0):
            seen.append((payment.order.pk, payment.order.cart.pk))

    hears_of_payments(look)
    order = payment.order
    say(payment, Outcome.SUCCEEDED)
    assert seen == [(order.pk, order.cart_id)]


def bad_code(_payment):
    raise ZeroDivisionError


def bad_statement(_payment):
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM checkout_order")


def broken_rule(_payment):
    brand = BrandFactory()
    Brand.objects.create(slug=brand.slug, name=brand.name)


def broken_rule_that_it_hides(_payment):
    brand = BrandFactory()
    try:
        Brand.objects.create(slug=brand.slug, name=brand.name)
    except IntegrityError:
        return


def row_that_is_gone(payment):
    FormError.objects.create(cart_id=10**9, order=payment.order, step=1, field="x", code="x")


BROKEN = [bad_code, bad_statement, broken_rule, broken_rule_that_it_hides]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("listener", [*BROKEN, row_that_is_gone])
def test_a_listener_that_breaks_loses_no_money(payment, listener):
    if listener is row_that_is_gone and connection.vendor != "postgresql":
        pytest.skip("one writer at a time: rows do not go while a listener looks at them")
    hears_of_payments(listener)
    told = []
    hears_of_payments(lambda payment: told.append(payment.pk))
    say(payment, Outcome.SUCCEEDED)
    assert Order.objects.get().state == OrderState.PAID
    assert Payment.objects.get().state == PaymentState.SUCCEEDED
    assert Stock.objects.values_list("on_hand", "reserved").get() == (8, 0)
    assert Message.objects.count() == 1
    assert told == [payment.pk]
    assert (Brand.objects.count(), FormError.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_a_listener_writes_is_committed_with_the_settlement(payment):
    hears_of_payments(lambda payment: BrandFactory(name=payment.state))
    say(payment, Outcome.FAILED)
    assert Brand.objects.get().name == "failed"


@pytest.mark.django_db(transaction=True)
def test_what_a_listener_writes_is_taken_back_with_the_settlement(payment, monkeypatch):
    hears_of_payments(lambda payment: BrandFactory(name=payment.state))
    tell = settling.tell

    def told_and_killed(payment):
        tell(payment)
        assert Brand.objects.count() == 1
        raise SystemExit

    monkeypatch.setattr(settling, "tell", told_and_killed)
    with pytest.raises(SystemExit):
        say(payment, Outcome.SUCCEEDED)
    assert not transaction.get_connection().in_atomic_block
    assert (Brand.objects.count(), Payment.objects.get().state) == (0, "started")
