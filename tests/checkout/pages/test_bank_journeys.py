"""What the bank may do to a shopper, from its page to the order: S8.1, S8.2, S8.3, M14."""

import http.client
import re
from datetime import timedelta

import pytest

from checkout.gateways.testbank import telling
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, Payment, PaymentError, Refund
from checkout.payments.expiring import release_expired
from checkout.payments.reconciling import reconcile
from checkout.payments.refunding import ask_refund, send_refunds
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from tests.shopper import Shopper, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PLAN = "testbank:3"


@pytest.fixture(autouse=True)
def _line_to_shop(monkeypatch):
    """The bank's notifications reach the shop, without a network."""

    def post(url, body, headers):
        rest = {name: value for name, value in headers.items() if name != "content-type"}
        sent = Shopper().client.post(
            path_of(url), body, content_type="application/json", headers=rest
        )
        return sent.status_code

    monkeypatch.setattr(telling, "_post", post)


@pytest.fixture
def at_bank(clock, shopper, variant):
    """A shopper who sees the bank's page."""
    return shopper.come_to_payment(variant).pay()


@pytest.fixture
def at_plan(clock, shopper, variant):
    """A shopper who sees the bank's page, to pay in three instalments."""
    return shopper.come_to_payment(variant).pay(way=PLAN)


def states():
    return Order.objects.get().state, [*Payment.objects.values_list("state", flat=True)]


def confirmations():
    return Message.objects.filter(kind="order.confirmed").count()


def test_3d_secure_confirmed_is_paid(at_bank):
    at_bank.at_bank("secure")
    assert "Is it you who is paying?" in at_bank.text
    assert at_bank.at_bank("confirm").place == "/checkout/done/"
    assert states() == ("paid", ["succeeded"])


def test_3d_secure_denied_says_so(at_bank):
    at_bank.at_bank("secure").at_bank("deny")
    assert at_bank.place == "/checkout/payment/"
    assert "Your bank could not confirm that it was you." in at_bank.text
    assert states() == ("awaiting_payment", ["failed"])


def test_3d_secure_abandoned_is_called_off_in_the_end(at_bank, clock):
    page = path_of(at_bank.at_bank("secure").place)
    assert "Is it you who is paying?" in at_bank.get(page).text
    clock.shift(timedelta(minutes=31))
    release_expired(at=shop_clock.now())
    assert states() == ("initiated", ["cancelled"])
    assert at_bank.at_bank("confirm").place == "/checkout/payment/"
    assert states() == ("initiated", ["cancelled"])


@pytest.mark.parametrize("told", ["once", "twice", "two_events", "first", "never"])
@pytest.mark.parametrize(("answer", "paid"), [("accept", True), ("refuse", False)])
def test_however_the_shop_hears_of_it_it_is_one_order(at_bank, told, answer, paid):
    at_bank.at_bank(answer, telling=told)
    telling.tell()
    assert states() == (("paid", ["succeeded"]) if paid else ("awaiting_payment", ["failed"]))
    assert confirmations() == paid


def test_the_shop_may_know_before_the_shopper_is_back(at_bank):
    back = at_bank.client.post(
        path_of(at_bank.place), {"answer": "accept", "telling": "first"}
    ).headers["Location"]
    assert states() == ("paid", ["succeeded"])
    assert at_bank.get(back).place == "/checkout/done/"
    assert confirmations() == 1


def test_a_lost_way_back_ends_at_the_bank_and_is_paid_by_notification(at_bank):
    at_bank.at_bank("accept", is_lost="on")
    assert "You may close this window." in at_bank.text
    assert states() == ("awaiting_payment", ["started"])
    telling.tell()
    assert states() == ("paid", ["succeeded"])
    at_bank.get("/checkout/payment/")  # whoever looks for what became of it
    assert (at_bank.place, at_bank.find("status")) == ("/checkout/done/", "Ordered and paid")


def test_with_way_back_and_notification_lost_the_shop_asks(at_bank, clock):
    at_bank.at_bank("accept", is_lost="on", telling="never")
    clock.shift(61)
    assert telling.tell() == 0
    reconcile(at=shop_clock.now())
    assert states() == ("paid", ["succeeded"])
    assert confirmations() == 1


def test_a_promise_is_taken_on_the_way_back(at_bank):
    assert at_bank.at_bank("accept", is_promise="on").place == "/checkout/done/"
    assert states() == ("paid", ["succeeded"])
    assert BankPayment.objects.get().answer == "accepted"


def test_a_promise_told_by_notification_is_taken_too(at_bank):
    at_bank.at_bank("accept", is_promise="on", is_lost="on")
    telling.tell()
    assert states() == ("awaiting_payment", ["authorised"])
    reconcile(at=shop_clock.now())
    assert states() == ("paid", ["succeeded"])
    assert (BankPayment.objects.get().answer, confirmations()) == ("accepted", 1)


@pytest.mark.parametrize("when", ["after_all", "hours"])
def test_money_after_the_shop_has_given_up_is_an_order_after_all(at_bank, clock, when):
    at_bank.at_bank("accept", when=when)
    clock.shift(timedelta(minutes=31))
    release_expired(at=shop_clock.now())
    assert states() == ("initiated", ["cancelled"])
    clock.shift(timedelta(hours=3))
    telling.tell()
    assert states() == ("paid", ["succeeded"])
    assert confirmations() == 1


def test_a_refusal_after_the_shop_has_given_up_changes_nothing(at_bank, clock):
    at_bank.at_bank("refuse", when="hours")
    clock.shift(timedelta(minutes=31))
    release_expired(at=shop_clock.now())
    clock.shift(timedelta(hours=3))
    telling.tell()
    assert states() == ("initiated", ["cancelled"])


def test_what_cannot_be_called_off_is_held_until_it_is_answered(at_bank, clock):
    at_bank.at_bank("accept", when="stubborn")
    clock.shift(timedelta(minutes=31))
    release_expired(at=shop_clock.now())
    assert states() == ("awaiting_payment", ["pending"])
    clock.shift(timedelta(minutes=14))
    telling.tell()
    assert states() == ("paid", ["succeeded"])


def test_silence_is_a_failure_in_the_end(at_bank, clock):
    at_bank.at_bank("silence")
    assert "Your bank has not confirmed a payment of" in at_bank.get("/checkout/payment/").text
    clock.shift(61)
    telling.tell()
    assert states() == ("awaiting_payment", ["failed"])
    assert Payment.objects.get().error == "timed_out"


def test_the_bank_shows_the_plan(at_plan):
    assert "In 3 instalments, if the bank agrees:" in at_plan.text
    assert "today €5.94 in a month €5.93 in 2 months €5.93" in at_plan.text


@pytest.mark.parametrize("answer", ["accept", "later"])
def test_an_accepted_plan_is_an_order(at_plan, clock, answer):
    at_plan.at_bank(answer)
    clock.shift(61)
    telling.tell()
    assert states() == ("paid", ["succeeded"])
    assert Payment.objects.values_list("instalments", "amount").get() == (3, 1780)


@pytest.mark.parametrize("when", ["now", "minute"])
def test_a_refused_plan_becomes_no_full_charge_by_itself(at_plan, clock, when):
    """S8.2: only a new, explicit choice charges all at once."""
    at_plan.at_bank("refuse", when=when)
    clock.shift(61)
    telling.tell()
    at_plan.get("/checkout/payment/")
    assert "The whole amount was not charged either." in at_plan.text
    assert re.findall(r'value="([^"]*)"[^>]*checked', at_plan.page.text) == []
    at_plan.post("/checkout/payment/", {"shown_total": at_plan.shown_total})
    assert "Pay with – Please choose how you want to pay." in at_plan.text
    assert Payment.objects.values_list("state", "error").get() == ("failed", "plan_refused")
    at_plan.pay().at_bank()
    assert Payment.objects.filter(state="succeeded").values_list("instalments").get() == (1,)


def test_a_transfer_can_be_chosen_with_the_way_back_alone(at_bank, settings):
    settings.GATEWAYS = ["testbank", "transfer"]
    at_bank.client.post(path_of(at_bank.place), {"answer": "refuse"})
    elsewhere = Shopper().post(
        path_of(BankPayment.objects.get().return_url), {"gateway": "transfer"}
    )
    assert "Ordered, waiting for your payment" in elsewhere.text
    assert "Where to transfer to comes by mail" in elsewhere.text
    assert at_bank.get("/checkout/payment/").place == "/checkout/done/"


def test_a_refused_plan_is_not_charged_at_once_from_the_way_back_either(at_plan):
    at_plan.client.post(path_of(at_plan.place), {"answer": "refuse"})
    back = path_of(BankPayment.objects.get().return_url)
    elsewhere = Shopper().get(back)
    assert "checked" not in elsewhere.page.text
    elsewhere.post(back)
    assert elsewhere.page.status_code == 422
    assert "Please choose how you want to pay." in elsewhere.text
    assert Payment.objects.count() == 1
    elsewhere.post(back, {"gateway": "testbank"}).at_bank()
    assert states() == ("paid", ["succeeded", "failed"])


def test_a_plan_that_failed_otherwise_is_not_paid_at_once_by_pressing_again(at_plan):
    at_plan.at_bank("refuse", reason="no_funds")
    assert re.findall(r'value="([^"]*)"[^>]*checked', at_plan.page.text) == [PLAN]
    back = path_of(BankPayment.objects.get().return_url)
    Shopper().post(back)
    assert [*Payment.objects.values_list("instalments", flat=True)] == [3, 3]


@pytest.mark.parametrize(
    ("misdeed", "words"),
    [
        ({"amount": 1779}, "Your bank names another amount than we asked for."),
        ({"instalments": 1}, "Your bank names other instalments than you asked for."),
    ],
)
def test_a_bank_that_charges_something_else_places_no_order(at_plan, misdeed, words):
    bank_page = path_of(at_plan.place)
    BankPayment.objects.update(**misdeed)
    at_plan.post(bank_page, {"answer": "accept"})
    telling.tell()
    assert states() == ("awaiting_payment", ["started"])
    back = path_of(BankPayment.objects.get().return_url)
    for shopper in (at_plan, Shopper()):
        shopper.get(back)
        assert words in shopper.text
        assert "Please do not pay again in the meantime." in shopper.text
        assert "Nothing was charged" not in shopper.text
        assert (shopper.find("pay"), shopper.find("pay-again")) == (None, None)


@pytest.mark.parametrize("error", [PaymentError.DECLINED, PaymentError.PLAN_REFUSED])
def test_a_failure_leads_to_a_person(at_bank, error):
    at_bank.at_bank("leave")
    Payment.objects.update(error=error)
    number = Order.objects.get().reference
    back = path_of(BankPayment.objects.get().return_url)
    for shopper in (at_bank.get("/checkout/payment/"), Shopper().get(back)):
        assert shopper.find("ask-human") == "Ask Camille (demo) about it"
        assert f"?subject=Payment%20of%20order%20{number}" in shopper.page.text


@pytest.mark.parametrize(
    ("giving", "at_first", "in_the_end"),
    [
        ("at_once", "succeeded", "succeeded"),
        ("later", "pending", "succeeded"),
        ("closed", "failed", "failed"),
        ("returned", "succeeded", "failed"),
    ],
)
def test_money_given_back_is_told_by_notification_too(at_bank, clock, giving, at_first, in_the_end):
    at_bank.at_bank("accept", giving=giving)
    payment = Payment.objects.get()
    refund = ask_refund(payment=payment, amount=1000, seen_refunded=0)
    send_refunds(at=shop_clock.now())
    assert Refund.objects.get().state == at_first
    clock.shift(61)
    telling.tell()
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert refund.state == in_the_end
    assert payment.refunded == (1000 if in_the_end == "succeeded" else 0)


def test_the_page_speaks_french(at_bank):
    page = Shopper("fr").get(path_of(at_bank.place)).page
    assert page.status_code == http.client.OK
    assert 'lang="fr"' in page.text
