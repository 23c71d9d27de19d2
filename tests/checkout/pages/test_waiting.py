"""An order by transfer: its page, other ways to pay it, and cancelling it (S8.1, S8.2, S9.1)."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from catalog.models import Stock
from checkout.gateways.interface import Unreachable
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, OrderEvent, OrderToken, Payment
from checkout.payments.reconciling import reconcile
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.orders import masked_browser
from tests.shopper import Shopper, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def waiting(clock, shopper, variant):
    """A shopper who has ordered two cups by transfer, on Wednesday the 4th."""
    return shopper.come_to_payment(variant, 2).pay(way="transfer")


def payments():
    return list(Payment.objects.order_by("pk").values_list("gateway", "state", "amount"))


def levels():
    return Stock.objects.values_list("on_hand", "reserved").get()


def by_card(shopper):
    """Choose the test bank for the order that waits; its page is next."""
    form = {"shown_total": "3070", "gateway": "testbank"}
    return shopper.post("/checkout/done/pay/", form)


def link():
    send_due(limit=10)
    return re.search(r"/o/\S+/", mail.outbox[-1].body)[0]


def test_the_button_says_that_it_is_paid_by_transfer(shopper, variant):
    shopper.come_to_payment(variant)
    assert shopper.find("pay") == "Order and pay €17.80"
    assert "Order and pay €17.80 by transfer" in shopper.text
    assert re.findall(r'name="gateway" value="(\w+)"[^>]*?( checked)?>', shopper.page.text) == [
        ("testbank", " checked"),
        ("transfer", ""),
    ]


def test_with_transfers_alone_the_button_says_nothing_else(shopper, variant, settings):
    settings.GATEWAYS = ["transfer"]
    shopper.come_to_payment(variant)
    assert shopper.find("pay") == "Order and pay €17.80 by transfer"
    assert "the bank's page" not in shopper.text


def test_ordering_by_transfer_needs_no_bank_and_makes_the_order_wait(waiting):
    order = Order.objects.get()
    assert waiting.place == "/checkout/done/"
    assert (order.state, order.is_waiting, order.is_paid) == ("awaiting_payment", True, False)
    assert order.waits_until == order.reserved_until == shop_clock.now() + timedelta(days=7)
    assert (order.cart.state, levels()) == ("ordered", (10, 2))
    assert payments() == [("transfer", "pending", 3070)]
    assert list(Message.objects.values_list("kind", "about")) == [
        ("order.awaiting", f"order:{order.reference}")
    ]


def test_its_page_says_what_to_transfer_where_and_until_when(waiting):
    order = Order.objects.get()
    assert "Thank you. Your order stands." in waiting.text
    assert waiting.find("status") == "Ordered, waiting for your payment"
    shown = {
        name: waiting.find(f"transfer-{name}")
        for name in ("amount", "holder", "iban", "bic", "reference", "by")
    }
    assert shown == {
        "amount": "€30.70",
        "holder": "Compte fictif, ne rien virer",
        "iban": "FR14 2004 1010 0505 0001 3M02 606",
        "bic": "DEMOFRPPXXX",
        "reference": order.reference,
        "by": "March 10",
    }
    assert (waiting.find("to-pay"), waiting.find("charged")) == ("€30.70", None)
    assert "zoe@demo.example" in waiting.text


def test_pressing_twice_makes_one_order_and_one_message(waiting):
    again = {"shown_total": 3070, "gateway": "transfer"}
    assert waiting.post("/checkout/payment/", again).place == "/checkout/done/"
    assert (len(payments()), Order.objects.count(), Message.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "address", ["/checkout/", "/checkout/payment/", "/checkout/email/", "/checkout/address/"]
)
def test_the_steps_lead_to_the_order_and_never_to_an_empty_cart(waiting, address):
    assert waiting.get(address).place == "/checkout/done/"
    assert waiting.find("status") == "Ordered, waiting for your payment"


def test_a_new_cart_goes_its_own_way(waiting, variant):
    waiting.come_to_payment(variant)
    assert waiting.place == "/checkout/payment/"
    assert waiting.pay().at_bank().find("status") == "Ordered and paid"
    assert sorted(Order.objects.values_list("state", flat=True)) == ["awaiting_payment", "paid"]


def test_it_can_be_paid_another_way_once(waiting):
    assert waiting.find("pay-otherwise") == "Pay another way"
    waiting.get("/checkout/done/pay/")
    assert re.findall(r'name="gateway" value="(\w+)"', waiting.page.text) == ["testbank"]
    assert waiting.find("pay") == "Pay €30.70"
    by_card(waiting)
    assert waiting.place.startswith("/testbank/")
    waiting.at_bank()
    assert waiting.place == "/checkout/done/"
    assert (waiting.find("status"), waiting.find("charged")) == ("Ordered and paid", "€30.70")
    assert payments() == [("transfer", "cancelled", 3070), ("testbank", "succeeded", 3070)]
    assert levels() == (8, 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("refuse", "Your bank declined the payment."),
        ("leave", "You left the payment page before paying."),
    ],
)
def test_what_failed_is_said_on_the_orders_page(waiting, answer, words):
    by_card(waiting).at_bank(answer)
    assert waiting.place == "/checkout/done/"
    assert waiting.find("status") == "Ordered, not paid yet"
    assert words in waiting.text
    assert "Nothing was charged, and your order still stands." in waiting.text
    assert "March 10" in waiting.text
    assert Order.objects.get().is_waiting
    assert levels() == (10, 2)


def test_after_a_failure_one_can_transfer_after_all_until_the_same_day(waiting, clock):
    until = Order.objects.get().waits_until
    by_card(waiting).at_bank("refuse")
    clock.shift(3600)
    assert waiting.find("transfer-after-all") == "Transfer the money"
    waiting.post("/checkout/done/pay/", {"shown_total": "3070", "gateway": "transfer"})
    assert waiting.place == "/checkout/done/"
    assert waiting.find("transfer-amount") == "€30.70"
    assert Order.objects.get().waits_until == until
    assert [state for _gateway, state, _amount in payments()] == ["cancelled", "failed", "pending"]
    assert Message.objects.filter(kind="order.awaiting").count() == 1


def test_an_attempt_that_was_begun_can_be_gone_on_with_and_ends_by_itself(waiting, clock):
    bank = by_card(waiting).place
    waiting.get("/checkout/done/")
    assert "A payment was begun and is not finished." in waiting.text
    assert by_card(waiting).place == bank
    clock.shift(timedelta(minutes=31))
    reconcile(at=shop_clock.now())
    assert waiting.get("/checkout/done/").find("status") == "Ordered, not paid yet"
    assert "The payment was not finished in time." in waiting.text


def test_a_bank_that_is_silent_costs_no_order(waiting, monkeypatch):
    def unreachable(*_args, **_kwargs):
        raise Unreachable

    monkeypatch.setattr(testbank, "start", unreachable)
    by_card(waiting)
    assert waiting.place == "/checkout/done/"
    assert "We could not reach the bank." in waiting.text
    assert Order.objects.get().is_waiting


def test_a_choice_that_makes_no_sense_says_so(waiting):
    waiting.post("/checkout/done/pay/", {"shown_total": "3070", "gateway": "x"})
    assert waiting.page.status_code == 422
    assert "This way to pay is not offered any more." in waiting.text
    assert payments() == [("transfer", "pending", 3070)]


def test_the_mails_link_shows_it_and_lets_pay_on_another_machine(waiting):
    address = link()
    elsewhere = Shopper().get(address)
    assert elsewhere.find("transfer-iban") == "FR14 2004 1010 0505 0001 3M02 606"
    elsewhere.post(f"{address}pay/", {"shown_total": "3070", "gateway": "testbank"})
    assert elsewhere.place.startswith("/testbank/")
    elsewhere.at_bank("refuse")
    assert elsewhere.place == "/checkout/done/"
    assert "Your bank declined the payment." in elsewhere.text
    elsewhere.post(f"{address}pay/", {"shown_total": "3070", "gateway": "transfer"})
    assert elsewhere.place == address


def test_paying_by_the_link_takes_no_order_in_the_making_away(waiting, variant):
    address = link()
    busy = Shopper().come_to_payment(variant)
    tokens = OrderToken.objects.count()
    busy.post(f"{address}pay/", {"shown_total": "3070", "gateway": "testbank"}).at_bank()
    assert "Ordered and paid" in busy.text
    assert OrderToken.objects.count() == tokens
    assert busy.get("/checkout/payment/").place == "/checkout/payment/"


def test_whoever_is_masked_may_pay_without_names_and_not_cancel(waiting):
    masked = masked_browser(Order.objects.get(), language="en").get("/checkout/done/")
    assert masked.find("transfer-amount") == "€30.70"
    assert masked.find("cancel-order") is None
    assert "zoe@demo.example" not in masked.page.text
    for method in ("get", "post"):
        assert getattr(masked, method)("/checkout/done/cancel/").page.status_code == 403
    by_card(masked).at_bank()
    assert masked.find("status") == "Ordered and paid"


def test_the_shopper_cancels_it_after_a_question(waiting):
    waiting.get("/checkout/done/cancel/")
    assert waiting.find("cancel-order") == "Cancel this order"
    assert Order.objects.get().is_waiting
    waiting.post("/checkout/done/cancel/")
    assert waiting.place == "/checkout/done/"
    assert waiting.find("status") == "Cancelled"
    assert "Nothing was charged." in waiting.text
    assert "Thank you" not in waiting.text
    assert (waiting.find("charged"), waiting.find("to-pay")) == (None, None)
    assert (payments(), levels()) == ([("transfer", "cancelled", 3070)], (10, 0))
    last = OrderEvent.objects.last()
    assert (last.to_state, last.by) == ("cancelled", "shopper")
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "order.awaiting",
        "order.cancelled",
    ]


def test_it_can_be_cancelled_by_the_link_twice_without_harm(waiting):
    address = link()
    elsewhere = Shopper()
    for _ in range(2):
        assert elsewhere.post(f"{address}cancel/").place == address
    assert OrderEvent.objects.filter(to_state="cancelled").count() == 1


def test_what_was_paid_in_the_meantime_is_not_cancelled(waiting):
    by_card(waiting)
    BankPayment.objects.update(answer="accepted")
    waiting.post("/checkout/done/cancel/")
    assert waiting.find("status") == "Ordered and paid"
    assert "Your order was paid in this very moment. It stands." in waiting.text


@pytest.mark.parametrize("page", ["pay", "cancel"])
def test_without_a_right_there_is_nothing_to_pay_or_cancel(waiting, page):
    for address in (f"/checkout/done/{page}/", f"/o/{'a' * 43}/{page}/"):
        for method in ("get", "post"):
            response = getattr(Shopper(), method)(address).page
            assert response.status_code == 404
            assert Order.objects.get().reference not in response.text
    assert Order.objects.get().is_waiting


@pytest.mark.parametrize("page", ["pay", "cancel"])
def test_an_order_that_does_not_wait_is_only_shown(shopper, variant, page):
    shopper.come_to_payment(variant).pay().at_bank()
    for method in ("get", "post"):
        assert getattr(shopper, method)(f"/checkout/done/{page}/").place == "/checkout/done/"
    assert Order.objects.get().state == "paid"


def test_coming_back_without_cookies_says_that_the_order_stands(waiting):
    by_card(waiting)
    waiting.client.post(path_of(waiting.place), {"answer": "refuse"})
    elsewhere = Shopper().get(path_of(BankPayment.objects.get().return_url))
    assert "Nothing was charged, and your order still stands." in elsewhere.text
    assert "your cart" not in elsewhere.text
