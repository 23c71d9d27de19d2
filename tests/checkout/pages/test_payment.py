"""Paying, and what is said when it does not work (S8.2, S8.3, M8)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.models import Cart, DeliveryRate, Promotion
from cart.promotions import codes
from catalog.models import Stock, Variant
from checkout.gateways.calling import is_silent
from checkout.gateways.interface import Refused, Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, OrderLine, Payment, PaymentError
from tests.factories import PromotionFactory, VariantFactory
from tests.shopper import path_of

pytestmark = pytest.mark.django_db


def levels():
    return Stock.objects.values_list("on_hand", "reserved").get()


def test_paying_freezes_lines_and_holds_stock(shopper, variant):
    shopper.come_to_payment(variant, 2).pay()
    order = Order.objects.get()
    assert (order.state, order.subtotal, order.delivery, order.total) == (
        "awaiting_payment",
        2580,
        490,
        3070,
    )
    line = OrderLine.objects.get()
    assert (line.sku, line.quantity, line.unit_price, line.tax_rate) == ("CUP", 2, 1290, 2000)
    assert levels() == (10, 2)
    payment, bank = Payment.objects.get(), BankPayment.objects.get()
    assert (payment.amount, payment.currency) == (bank.amount, bank.currency) == (3070, "EUR")


def test_what_is_frozen_holds_whatever_becomes_of_prices(shopper, variant):
    shopper.come_to_payment(variant).pay()
    Variant.objects.update(price=9990)
    DeliveryRate.objects.update(price=9990)
    shopper.at_bank()
    assert shopper.place == "/checkout/done/"
    assert shopper.find("charged") == "€17.80"


@pytest.mark.parametrize("count", [1, 30])
def test_placing_an_order_costs_at_most_twenty_queries(shopper, variant, count):
    """To freeze it; then to settle it, with its mail, its invoice and what was bought: for one line as for thirty."""
    shopper.fill(VariantFactory.create_batch(count - 1))
    shopper.come_to_payment(variant)
    form = {"shown_total": shopper.shown_total, "gateway": "testbank"}
    assert queries(lambda: shopper.client.post("/checkout/payment/", form)) == 17
    bank = BankPayment.objects.get()
    shopper.client.post(path_of(Payment.objects.get().redirect_url), {"answer": "accept"})
    settled = 24 if connection.vendor == "postgresql" else 23  # the one checks references early
    assert queries(lambda: shopper.client.get(path_of(bank.return_url))) == settled
    assert Order.objects.get().state == "paid"


def queries(act):
    """Return how many statements ``act`` takes, but for the bank's own and for savepoints."""
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured]
    return sum("SAVEPOINT" not in each and '"testbank_' not in each for each in statements)


@pytest.mark.parametrize("error", PaymentError.values)
def test_a_failure_says_what_failed_what_about_the_money_and_what_now(shopper, variant, error):
    shopper.come_to_payment(variant).pay()
    BankPayment.objects.update(answer="refused", error=error)
    shopper.get(path_of(BankPayment.objects.get().return_url))
    assert shopper.place == "/checkout/payment/"
    assert "Nothing was charged, and your cart is as it was." in shopper.text
    assert 'data-testid="failure"' in shopper.page.text
    assert "error occurred" not in shopper.text
    assert Payment.objects.get().error == error


def test_trying_again_makes_no_second_order(shopper, variant):
    shopper.come_to_payment(variant, 2)
    for reason in ("no_funds", "expired_card", "wrong_code"):
        shopper.pay().at_bank("refuse", reason=reason)
    shopper.pay().at_bank()
    assert Order.objects.get().state == "paid"
    assert list(Payment.objects.order_by("pk").values_list("state", flat=True)) == [
        "failed",
        "failed",
        "failed",
        "succeeded",
    ]
    assert levels() == (8, 0)


def test_pressing_twice_leads_to_the_same_payment(shopper, variant):
    shopper.come_to_payment(variant)
    total = shopper.shown_total
    places = {shopper.pay(total).place for _ in range(3)}
    assert (len(places), Payment.objects.count(), BankPayment.objects.count()) == (1, 1, 1)
    assert levels() == (10, 1)


def test_paying_what_is_paid_leads_to_the_confirmation(shopper, variant):
    shopper.come_to_payment(variant)
    total = shopper.shown_total
    shopper.pay(total).at_bank()
    assert shopper.pay(total).place == "/checkout/done/"  # that cart is closed
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_dearer_than_shown_is_asked_again(shopper, variant):
    shopper.come_to_payment(variant)
    DeliveryRate.objects.update(price=990)
    shopper.pay(1780)
    assert shopper.place == "/checkout/payment/"
    assert "The total is €22.80 by now, not €17.80." in shopper.text
    assert (Payment.objects.count(), levels()) == (0, (10, 0))
    assert shopper.pay().at_bank().find("charged") == "€22.80"


def test_cheaper_than_shown_is_passed_on(shopper, variant):
    shopper.come_to_payment(variant)
    DeliveryRate.objects.update(price=90)
    shopper.pay(1780).at_bank()
    assert shopper.find("charged") == "€13.80"


def test_a_code_that_runs_out_meanwhile_is_asked_again(shopper, variant):
    PromotionFactory(code="HALF", percent=50)
    shopper.add(variant)
    codes.apply_code(cart=Cart.objects.get(), text="HALF")
    shopper.give_email().give_address().choose_delivery()
    assert shopper.shown_total == 1135
    Promotion.objects.update(is_active=False)
    shopper.pay(1135)
    assert "The total is €17.80 by now, not €11.35." in shopper.text


def test_the_last_one_gone_meanwhile_leads_back_to_the_cart(shopper, variant):
    shopper.come_to_payment(variant, 2)
    Stock.objects.update(on_hand=1)
    shopper.pay(3070)
    assert shopper.place == "/cart/"
    assert "Only 1 is left." in shopper.text
    assert (Payment.objects.count(), Order.objects.get().state) == (0, "initiated")


def test_a_cart_changed_in_another_tab_calls_the_old_payment_off(shopper, variant):
    shopper.come_to_payment(variant).pay()
    shopper.add(variant).get("/checkout/payment/")
    assert "was begun and is not finished" in shopper.text
    shopper.pay()
    first, second = Payment.objects.order_by("pk")
    assert (first.state, second.state, second.amount) == ("cancelled", "started", 3070)
    assert BankPayment.objects.get(ref=first.ref).answer == "cancelled"
    assert levels() == (10, 2)


def test_a_payment_can_be_called_off(shopper, variant):
    shopper.come_to_payment(variant).pay()
    shopper.post("/checkout/payment/", {"call-off": "1"})
    assert shopper.place == "/checkout/payment/"
    assert "was begun and is not finished" not in shopper.text
    assert Payment.objects.get().state == "cancelled"


def test_what_was_accepted_cannot_be_called_off(shopper, variant):
    shopper.come_to_payment(variant).pay()
    BankPayment.objects.update(answer="accepted")
    shopper.post("/checkout/payment/", {"call-off": "1"})
    assert shopper.place == "/checkout/done/"
    assert Order.objects.get().state == "paid"


def test_what_was_added_meanwhile_stays_in_the_cart(shopper, variant):
    shopper.come_to_payment(variant).pay()
    bank = shopper.place
    shopper.add(variant, 2)
    shopper.post(path_of(bank), {"answer": "accept"})
    assert shopper.find("charged") == "€17.80"
    assert shopper.get("/cart/").find("line-total-CUP") == "€25.80"


def test_a_bank_that_is_not_there_is_said_so(shopper, variant, monkeypatch):
    def unreachable(*_args, **_kwargs):
        raise Unreachable

    shopper.come_to_payment(variant)
    monkeypatch.setattr(testbank, "start", unreachable)
    shopper.pay()
    assert "We could not reach the bank." in shopper.text
    assert Payment.objects.values_list("state", "error").get() == ("failed", "unreachable")


def test_what_a_bank_does_not_take_is_paid_another_way(shopper, variant, monkeypatch):
    def refuses(*_args, **_kwargs):
        raise Refused

    shopper.come_to_payment(variant)
    monkeypatch.setattr(testbank, "start", refuses)
    for _ in range(4):
        shopper.get("/checkout/payment/").pay()
    assert "This way to pay does not take payments such as this one." in shopper.text
    assert not is_silent("testbank")
    assert set(Payment.objects.values_list("state", "error", "ask_at")) == {
        ("failed", "not_taken", None)
    }


def test_no_second_payment_while_nobody_knows_of_the_first(shopper, variant, monkeypatch):
    def unreachable(_payment):
        raise Unreachable

    shopper.come_to_payment(variant).pay()
    shopper.add(variant)
    monkeypatch.setattr(testbank, "cancel", unreachable)
    shopper.get("/checkout/payment/").pay()
    assert "you might pay twice" in shopper.text
    assert Payment.objects.get().state == "started"


def test_an_order_that_costs_nothing_asks_no_bank(shopper, variant):
    PromotionFactory(code="GIFT", percent=100)
    DeliveryRate.objects.update(price=0)
    shopper.add(variant)
    codes.apply_code(cart=Cart.objects.get(), text="GIFT")
    shopper.give_email().give_address().choose_delivery().pay()
    assert shopper.place == "/checkout/done/"
    assert (shopper.find("charged"), BankPayment.objects.count()) == ("€0.00", 0)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"shown_total": "1780"},
        {"shown_total": "x", "gateway": "testbank"},
        {"shown_total": "-1", "gateway": "testbank"},
        {"shown_total": "9" * 30, "gateway": "testbank"},
        {"shown_total": "1780", "gateway": "../settings"},
        {"gateway": "testbank"},
    ],
)
def test_a_form_that_makes_no_sense_pays_nothing(shopper, variant, data):
    shopper.come_to_payment(variant).post("/checkout/payment/", data)
    assert shopper.page.status_code == 422
    assert (Payment.objects.count(), levels()) == (0, (10, 0))


def test_without_a_way_to_pay_the_page_says_so(shopper, variant, settings):
    settings.GATEWAYS = []
    shopper.come_to_payment(variant)
    assert "This shop has no way to pay yet." in shopper.text
    assert shopper.find("pay") is None
