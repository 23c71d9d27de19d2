"""Banks that err and money that comes late: nothing is forgotten, and nothing else stands still."""

import pytest

from cart import changing
from catalog.models import Stock
from checkout.gateways.interface import Outcome, Report
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, Payment
from checkout.payments.calling_off import StillOpen, call_off
from checkout.payments.expiring import release_expired
from checkout.payments.settling import settle
from shop.core import clock
from tests.factories import DeliveryMethodFactory
from tests.orders import HOUR, at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(variant):
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


def test_one_order_that_fails_does_not_keep_the_others_stock(variant, monkeypatch):
    method = DeliveryMethodFactory()
    first, second = (ready_order({variant: 1}, method=method) for _ in range(2))
    broken = pay(first)
    pay(second)
    real = testbank.cancel

    def cancel(payment):
        if payment == broken:
            raise KeyError(payment.gateway)
        return real(payment)

    monkeypatch.setattr(testbank, "cancel", cancel)
    assert release_expired(at=clock.now() + HOUR) == 1
    assert list(Order.objects.order_by("pk").values_list("state", flat=True)) == [
        "awaiting_payment",
        "initiated",
    ]


def test_a_payment_of_another_amount_is_not_called_off(order):
    """Nobody knows what was charged: no second payment, and the stock stays held."""
    payment = pay(order)
    at_bank(payment)
    BankPayment.objects.update(amount=1)
    with pytest.raises(StillOpen):
        call_off(payment, by="shopper")
    assert release_expired(at=clock.now() + HOUR) == 0
    assert Stock.objects.values_list("on_hand", "reserved").get() == (10, 2)


def test_an_order_whose_money_came_late_outlives_its_cart(order, variant):
    Order.objects.update(vat_number="FR61954506077")
    payment = pay(order)
    call_off(payment, by="shopper")
    release_expired(at=clock.now() + HOUR)
    changing.add(cart=order.cart, variant=variant, quantity=1)
    late = Report(outcome=Outcome.SUCCEEDED, amount=3070, currency="EUR")
    assert settle(payment.pk, late, by="bank").state == "late"
    changing.empty(cart=order.cart)
    order.refresh_from_db()
    assert (order.cart, order.state, order.addresses.count()) == (None, "initiated", 0)
    assert order.vat_number == ""
    assert [p.state for p in Payment.objects.all()] == ["late"]
    assert Stock.objects.values_list("on_hand", "reserved").get() == (10, 0)
