"""Two things in the same moment, one step at a time: what happens between a read and a write."""

import pytest

from cart import changing
from cart.models import DeliveryRate, Line
from catalog.models import Stock, Variant
from checkout.gateways.calling import transactions_not_minded
from checkout.gateways.interface import Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import Answer, BankPayment
from checkout.models import Order, Payment
from checkout.orders.standing import NotReady
from checkout.payments import expiring, paying
from checkout.payments.asking import ask_about
from checkout.payments.calling_off import call_off
from checkout.payments.expiring import release_expired
from checkout.payments.paying import AlreadyPlaced, TotalRose
from checkout.payments.settling import settle
from shop.core import clock
from tests.factories import DeliveryMethodFactory
from tests.orders import HOUR, at_bank, order_by_transfer, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(variant):
    """Two cups, to be paid with 30.70."""
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


@pytest.fixture
def meanwhile(monkeypatch):
    """``meanwhile(module, name, act)``: the next call of that function comes just after ``act()``."""

    def hook(module, name, act):
        real = getattr(module, name)

        def hooked(*args, **kwargs):
            monkeypatch.setattr(module, name, real)
            act()
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, hooked)

    return hook


def amounts():
    """Return what each payment, and what the bank knows of it, comes to and how it stands."""
    bank = {row.ref: row for row in BankPayment.objects.all()}
    return [
        (p.amount, p.state, bank[p.ref].amount, bank[p.ref].answer) if p.ref in bank else p.state
        for p in Payment.objects.order_by("pk")
    ]


def stock():
    return Stock.objects.values_list("on_hand", "reserved").get()


def set_quantity(order, quantity):
    line = Line.objects.get(cart=order.cart)
    changing.set_quantity(cart=order.cart, line_id=line.pk, quantity=quantity)


def test_a_price_that_rose_after_the_page(order):
    Variant.objects.update(price=1300)
    with pytest.raises(NotReady):
        pay(order, 3070)
    assert (amounts(), stock()) == ([], (10, 0))


def test_a_price_that_fell_after_the_page(order):
    Variant.objects.update(price=1000)
    pay(order, 3070)
    assert amounts() == [(2490, "started", 2490, "open")]


def test_delivery_that_got_dearer_after_the_page(order):
    DeliveryRate.objects.update(price=590)
    with pytest.raises(TotalRose) as refusal:
        pay(order, 3070)
    assert (refusal.value.total, amounts(), stock()) == (3170, [], (10, 0))


def test_delivery_that_got_cheaper_after_the_page(order):
    DeliveryRate.objects.update(price=0)
    pay(order, 3070)
    assert amounts() == [(2580, "started", 2580, "open")]


def test_a_price_that_rises_while_the_order_is_frozen(order, meanwhile):
    """All of the order says what was read once."""
    meanwhile(paying, "freeze", lambda: Variant.objects.update(price=9999))
    pay(order, 3070)
    order.refresh_from_db()
    line = order.lines.get()
    assert (line.unit_price, order.subtotal, order.total) == (1290, 2580, 3070)
    assert amounts() == [(3070, "started", 3070, "open")]


def test_a_price_that_rises_at_the_bank(order):
    """What was frozen holds: the shopper pays what the bank's page shows."""
    payment = pay(order, 3070)
    Variant.objects.update(price=9999)
    at_bank(payment)
    ask_about(payment)
    order.refresh_from_db()
    assert (order.state, order.total) == ("paid", 3070)


def test_a_cart_changed_in_another_tab_at_the_bank(order, monkeypatch):
    """The bank calls the old payment off before it hears of a new one."""
    said = []
    for verb in ("start", "cancel"):
        real = getattr(testbank, verb)

        def heard(payment, *args, verb=verb, real=real, **kwargs):
            said.append((verb, payment.amount))
            return real(payment, *args, **kwargs)

        monkeypatch.setattr(testbank, verb, heard)
    pay(order)
    set_quantity(order, 3)
    pay(order)
    assert said == [("start", 3070), ("cancel", 3070), ("start", 4360)]
    assert amounts() == [(3070, "cancelled", 3070, "cancelled"), (4360, "started", 4360, "open")]
    assert stock() == (10, 3)


def test_the_other_tab_is_faster_than_the_way_to_the_bank(order, meanwhile):
    """Both tabs end at the one payment that can be paid."""
    others = []

    def pay_for_three():
        set_quantity(order, 3)
        others.append(pay(order))

    meanwhile(paying, "_send_to_bank", pay_for_three)
    assert pay(order) == others[0]
    assert amounts() == [(3070, "cancelled", 3070, "cancelled"), (4360, "started", 4360, "open")]


def test_the_other_tab_pays_more_than_this_one_shows(order):
    set_quantity(order, 3)
    pay(order, 4360)
    with pytest.raises(TotalRose) as refusal:
        pay(order, 3070)
    assert refusal.value.total == 4360
    assert amounts() == [(4360, "started", 4360, "open")]


def test_success_arrives_before_the_old_payment_is_called_off(order, meanwhile):
    """The shopper has paid for two and holds a cart with the third: never charged twice."""
    first = pay(order)
    set_quantity(order, 3)

    def succeed():
        at_bank(first)
        ask_about(first)

    meanwhile(paying, "call_off", succeed)
    with pytest.raises(AlreadyPlaced):
        pay(order)
    assert amounts() == [(3070, "succeeded", 3070, "accepted")]
    assert stock() == (8, 0)
    assert list(Line.objects.filter(cart__state="open").values_list("quantity")) == [(1,)]


def test_success_that_the_shop_learns_by_calling_off(order):
    first = pay(order)
    at_bank(first)
    set_quantity(order, 3)
    with pytest.raises(AlreadyPlaced):
        pay(order)
    assert amounts() == [(3070, "succeeded", 3070, "accepted")]


def test_success_arrives_while_the_sweep_looks(order, meanwhile):
    payment = pay(order)

    def succeed():
        at_bank(payment)
        ask_about(payment)

    meanwhile(expiring, "_let_go", succeed)
    assert release_expired(at=clock.now() + HOUR) == 0
    order.refresh_from_db()
    assert (order.state, stock()) == ("paid", (8, 0))


def test_a_new_payment_begins_while_the_sweep_looks(order, meanwhile):
    """It holds the stock from then on: the sweep gives nothing back."""
    pay(order)
    Order.objects.update(reserved_until=clock.now())

    def in_another_process():
        with transactions_not_minded():
            pay(order)

    meanwhile(expiring, "lock_order", in_another_process)
    assert release_expired(at=clock.now()) == 0
    assert [state for _, state, _, _ in amounts()] == ["cancelled", "started"]
    assert stock() == (10, 2)


def test_the_cart_is_erased_while_the_button_is_pressed(shopper, variant, meanwhile):
    shopper.come_to_payment(variant)
    order = Order.objects.get()
    meanwhile(paying, "_open_payment", lambda: changing.empty(cart=order.cart))
    shopper.pay()
    assert shopper.place == "/cart/"
    assert "Something has just changed. Nothing was charged." in shopper.text
    assert (Order.objects.count(), Payment.objects.count(), stock()) == (0, 0, (10, 0))


def test_one_press_of_a_double_click_does_not_reach_the_bank(order, monkeypatch, meanwhile):
    """The other one did: its shopper is at the bank, and what they pay counts."""

    def unreachable(*args, **kwargs):
        raise Unreachable

    def other_press():
        pay(order)
        monkeypatch.setattr(testbank, "start", unreachable)

    meanwhile(paying, "_send_to_bank", other_press)
    payment = pay(order)
    assert at_bank(payment) is True
    assert ask_about(payment).state == "succeeded"


def test_a_repeated_success_is_settled_once(order, meanwhile):
    """Notification and return: the second reads the payment only after the first has written."""
    payment = pay(order)
    at_bank(payment)
    report = testbank.fetch(payment)
    from checkout.payments import settling

    meanwhile(settling, "lock_order", lambda: settle(payment.pk, report, by="bank"))
    assert settle(payment.pk, report, by="bank").state == "succeeded"
    assert order.events.filter(to_state="paid").count() == 1
    assert stock() == (8, 0)


def test_a_declined_payment_leaves_the_order_to_be_paid(order):
    payment = pay(order)
    at_bank(payment, Answer.REFUSED)
    ask_about(payment)
    pay(order)
    assert amounts() == [(3070, "failed", 3070, "refused"), (3070, "started", 3070, "open")]
    assert stock() == (10, 2)


def test_a_page_of_before_the_order_was_made_does_not_pay_more_than_it_shows(order):
    order_by_transfer(order)
    with pytest.raises(TotalRose):
        pay(order, shown_total=order.payments.get().amount - 1)
    assert order.payments.get().state == "pending"


def test_what_costs_nothing_is_called_off_without_a_bank(order, monkeypatch):
    payment = _free_payment(order)
    monkeypatch.setattr(testbank, "cancel", None)
    assert call_off(payment, by="shopper").state == "cancelled"
    assert ask_about(payment).state == "cancelled"


def test_what_costs_nothing_is_ordered_though_the_shop_died_at_once(order):
    payment = _free_payment(order)
    Order.objects.update(total=0, subtotal=0, delivery=0)
    assert ask_about(payment).state == "succeeded"
    assert Order.objects.get().state == "paid"


def _free_payment(order):
    """Begun, and not settled."""
    pay(order)
    Payment.objects.update(amount=0, redirect_url="")
    return Payment.objects.select_related("order").get()
