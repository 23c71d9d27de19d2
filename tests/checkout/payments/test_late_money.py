"""Money that comes when nobody waits for it any more: it buys what it was meant for, or goes back (M14)."""

import pytest

from cart import changing
from catalog.models import Stock, Variant
from checkout.gateways.interface import Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, Payment, Refund
from checkout.payments.asking import ask_about
from checkout.payments.calling_off import call_off
from checkout.payments.expiring import release_expired
from shop.core import clock
from shop.core.messaging.models import Message
from tests.factories import DeliveryMethodFactory, PromotionFactory
from tests.orders import HOUR, at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(variant):
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


@pytest.fixture
def let_go(order):
    """A payment whose order was let go: nothing is held for it any more."""
    payment = pay(order)
    release_expired(at=clock.now() + HOUR)
    BankPayment.objects.update(answer="accepted", error="")
    return payment


def stock():
    return Stock.objects.values_list("on_hand", "reserved").get()


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def refunds():
    return list(Refund.objects.values_list("payment", "amount", "reason"))


def test_late_money_places_the_order_if_all_of_it_can_be_had_as_it_was(order, let_go):
    assert ask_about(let_go).state == "succeeded"
    order.refresh_from_db()
    assert (order.state, order.total, order.reserved_until) == ("paid", 3070, None)
    assert (stock(), kinds(), refunds()) == ((8, 0), ["order.confirmed"], [])
    assert [line.quantity for line in order.lines.all()] == [2]


def test_late_money_places_an_abandoned_order(order, let_go):
    Order.objects.update(state="abandoned")
    assert ask_about(let_go).state == "succeeded"
    assert Order.objects.get().state == "paid"


@pytest.mark.parametrize(
    "change",
    [
        lambda order, variant: changing.add(cart=order.cart, variant=variant, quantity=1),
        lambda _order, _variant: Stock.objects.update(on_hand=1),
        lambda _order, variant: Variant.objects.update(price=variant.price + 1),
        lambda _order, variant: Variant.objects.update(price=variant.price - 1),
        lambda _order, _variant: Variant.objects.update(is_active=False),
        lambda _order, _variant: Order.objects.update(country="DE"),
        lambda _order, _variant: PromotionFactory(percent=10, code=""),
    ],
    ids=["more", "sold", "dearer", "cheaper", "withdrawn", "moved", "promoted"],
)
def test_late_money_goes_back_if_anything_has_changed(order, let_go, variant, change):
    change(order, variant)
    before = stock()
    assert ask_about(let_go).state == "late"
    assert refunds() == [(let_go.pk, 3070, "late")]
    assert Payment.objects.get().refunded == 3070
    assert (stock(), kinds()) == (before, ["order.paid_too_late"])
    assert not Order.objects.get().is_placed


def test_late_money_is_given_back_once_however_often_it_is_told(order, let_go, variant):
    changing.add(cart=order.cart, variant=variant, quantity=1)
    for _ in range(3):
        ask_about(let_go)
    assert refunds() == [(let_go.pk, 3070, "late")]
    assert kinds() == ["order.paid_too_late"]


def test_late_money_for_an_erased_cart_goes_back(order, monkeypatch):
    """The bank took the payment on and did not answer; the shopper gave up, and erased the cart."""
    start = testbank.start

    def takes_it_on_and_does_not_answer(payment, **urls):
        start(payment, **urls)
        raise Unreachable

    monkeypatch.setattr(testbank, "start", takes_it_on_and_does_not_answer)
    payment = pay(order)
    changing.empty(cart=order.cart)
    BankPayment.objects.update(answer="accepted")
    assert ask_about(payment).state == "late"
    assert (refunds(), kinds()) == ([(payment.pk, 3070, "late")], ["order.paid_too_late"])


def test_the_first_of_two_payments_buys_and_the_second_goes_back(order):
    """The shopper gave up one attempt, began another, and then both banks said yes."""
    first = pay(order)
    call_off(first, by="shopper")
    second = pay(order)
    BankPayment.objects.filter(ref=first.ref).update(answer="accepted")
    assert ask_about(first).state == "succeeded"
    assert Order.objects.get().state == "paid"
    second.refresh_from_db()
    assert second.ask_at is not None  # it is called off at its bank as soon as a worker is there
    at_bank(second)
    assert ask_about(second).state == "late"
    assert refunds() == [(second.pk, 3070, "late")]
    assert (stock(), kinds()) == ((8, 0), ["order.confirmed", "order.paid_too_late"])


def test_a_promotion_that_is_used_up_by_now_is_not_broken_for_late_money(variant):
    promotion = PromotionFactory(percent=10, code="ONCE", most_uses=1)
    order = ready_order({variant: 2}, method=DeliveryMethodFactory(), code="ONCE")
    payment = pay(order)
    release_expired(at=clock.now() + HOUR)
    type(promotion).objects.update(uses=1)
    BankPayment.objects.update(answer="accepted", error="")
    assert ask_about(payment).state == "late"
    promotion.refresh_from_db()
    assert (promotion.uses, refunds()) == (1, [(payment.pk, payment.amount, "late")])


def test_a_payment_of_before_fingerprints_buys_no_more_than_it_is_of(order):
    payment = pay(order)
    at_bank(payment)
    Payment.objects.update(frozen_as="", amount=1000)
    BankPayment.objects.update(amount=1000)
    assert ask_about(Payment.objects.get()).state == "late"
    assert Order.objects.get().state == "awaiting_payment"


def test_money_in_doubt_outlives_its_cart(order):
    pay(order)
    Payment.objects.update(state="cancelled", doubt="other_amount", ask_at=None)
    changing.empty(cart=order.cart)
    assert Payment.objects.get().doubt == "other_amount"
