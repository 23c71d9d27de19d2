import pytest

from checkout.models import Order, OrderEvent, OrderState, Payment, PaymentState
from checkout.models.payment import PAYMENT_TRANSITIONS
from checkout.models.states import TRANSITIONS
from checkout.orders.transitions import move_order, move_payment
from shop.core.messaging.people import person_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return Order.objects.create(
        reference="K7M-42QX-9D", person=person_for("z@demo.example"), email="z@demo.example"
    )


@pytest.fixture
def payment(order):
    return Payment.objects.create(order=order, gateway="testbank", amount=1, currency="EUR")


def test_a_step_and_its_event_are_written_together(order):
    assert move_order(order, OrderState.AWAITING_PAYMENT, by="shopper", reason="pays")
    event = OrderEvent.objects.get()
    assert (event.from_state, event.to_state) == ("initiated", "awaiting_payment")
    assert (event.by, event.reason) == ("shopper", "pays")
    assert Order.objects.get().state == order.state == "awaiting_payment"


def test_a_row_that_somebody_else_moved_is_left_alone(order):
    stale = Order.objects.get()
    move_order(order, OrderState.AWAITING_PAYMENT, by="shopper")
    assert move_order(stale, OrderState.ABANDONED, by="sweep") is False
    assert (Order.objects.get().state, OrderEvent.objects.count()) == ("awaiting_payment", 1)


def test_a_step_that_the_table_lacks_is_a_mistake(order, payment):
    with pytest.raises(ValueError, match="never goes from initiated to paid"):
        move_order(order, OrderState.PAID, by="bank")
    payment.state = PaymentState.SUCCEEDED
    with pytest.raises(ValueError, match="never goes from succeeded to failed"):
        move_payment(payment, PaymentState.FAILED, by="bank")


def test_a_payment_that_somebody_else_moved_is_left_alone(payment):
    stale = Payment.objects.get()
    assert move_payment(payment, PaymentState.FAILED, by="bank", error="declined")
    assert move_payment(stale, PaymentState.SUCCEEDED, by="bank") is False
    assert Payment.objects.values_list("state", "error").get() == ("failed", "declined")


def test_both_tables_know_every_state():
    assert set(TRANSITIONS) == set(OrderState)
    assert set(PAYMENT_TRANSITIONS) == set(PaymentState)
