"""The way back from the bank, and what the bank tells by itself (M13, M15)."""

import json

import pytest

from checkout.gateways.testbank.models import BankNotification, BankPayment
from checkout.gateways.testbank.words import signed
from checkout.models import Order, ParkedEvent, Payment, PaymentEvent
from checkout.payments.expiring import release_expired
from checkout.payments.links import payment_of_return, return_token
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from tests.orders import HOUR
from tests.shopper import Shopper, path_of

pytestmark = pytest.mark.django_db
NOTIFY = "/checkout/notify/testbank/"


@pytest.fixture
def at_bank(shopper, variant):
    """A shopper who sees the bank's page."""
    return shopper.come_to_payment(variant).pay()


def back():
    return path_of(BankPayment.objects.get().return_url)


def told(notification=None):
    """Return the bank's notification as it sends it: path, body, headers."""
    body, headers = signed(notification or BankNotification.objects.get(), shop_clock.now())
    return {
        "data": body,
        "content_type": "application/json",
        "headers": {name: value for name, value in headers.items() if name != "content-type"},
    }


@pytest.mark.parametrize(
    ("answer", "title", "words"),
    [
        ("accept", "Ordered and paid", "Order"),
        ("later", "Waiting for your bank", "You need not do anything."),
        ("refuse", "Your bank declined the payment.", "Nothing was charged"),
    ],
)
def test_coming_back_without_cookies_shows_how_it_stands_and_no_names(
    at_bank, answer, title, words
):
    at_bank.client.post(path_of(at_bank.place), {"answer": answer})
    elsewhere = Shopper().get(back())
    assert elsewhere.page.status_code == 200
    assert title in elsewhere.text
    assert words in elsewhere.text
    assert Order.objects.get().reference in elsewhere.text
    for secret in ("zoe@demo.example", "rue des Essais", "Zoé"):
        assert secret not in elsewhere.page.text


def test_one_can_try_again_from_there(at_bank):
    at_bank.client.post(path_of(at_bank.place), {"answer": "refuse"})
    elsewhere = Shopper().get(back())
    assert elsewhere.find("pay-again") == "Try to pay again"
    elsewhere.post(back())
    assert "/testbank/" in elsewhere.place
    assert Payment.objects.count() == 2
    elsewhere.at_bank()
    assert "Ordered and paid" in elsewhere.text
    assert Order.objects.get().state == "paid"


def test_coming_back_twice_changes_nothing(at_bank):
    at_bank.at_bank()
    for _ in range(3):
        assert at_bank.get(back()).place == "/checkout/done/"
        assert at_bank.post(back()).place == "/checkout/done/"
    assert (Payment.objects.count(), Message.objects.filter(kind="order.confirmed").count()) == (
        1,
        1,
    )


def test_coming_back_before_deciding_leads_to_the_payment_page(at_bank):
    assert at_bank.get(back()).place == "/checkout/payment/"
    assert Payment.objects.get().state == "started"


@pytest.mark.parametrize("token", ["x", "a~b", "~", "é", "a" * 500])
def test_a_forged_return_shows_nothing(at_bank, token):
    assert at_bank.get(f"/checkout/return/{token}/").page.status_code == 404


def test_a_return_is_signed(at_bank):
    payment = Payment.objects.get()
    token = return_token(payment)
    assert payment_of_return(token) == payment
    assert payment_of_return(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


def test_a_notification_places_the_order_before_anybody_comes_back(at_bank):
    at_bank.client.post(path_of(at_bank.place), {"answer": "accept"})
    assert Shopper().client.post(NOTIFY, **told()).status_code == 204
    assert Order.objects.get().state == "paid"
    assert at_bank.get(back()).place == "/checkout/done/"
    assert Message.objects.filter(kind="order.confirmed").count() == 1


def test_a_repeated_notification_changes_nothing(at_bank):
    at_bank.client.post(path_of(at_bank.place), {"answer": "refuse"})
    for _ in range(3):
        assert Shopper().client.post(NOTIFY, **told()).status_code == 204
    assert Payment.objects.get().state == "failed"
    assert PaymentEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"data": b"{}"},
        {"data": b""},
        {"headers": {}},
        {"headers": {"webhook-id": "x", "webhook-timestamp": "0", "webhook-signature": "v1,x"}},
        {"headers": {"webhook-id": "x", "webhook-timestamp": "x", "webhook-signature": "é"}},
    ],
)
def test_a_notification_that_is_not_the_banks_is_refused(at_bank, change):
    at_bank.client.post(path_of(at_bank.place), {"answer": "accept"})
    assert Shopper().client.post(NOTIFY, **(told() | change)).status_code == 400
    assert Payment.objects.get().state == "started"


def test_an_old_notification_is_refused(at_bank, clock):
    at_bank.client.post(path_of(at_bank.place), {"answer": "accept"})
    said = told()
    clock.shift(600)
    assert Shopper().client.post(NOTIFY, **said).status_code == 400


def test_a_notification_of_another_amount_is_not_believed(at_bank):
    at_bank.client.post(path_of(at_bank.place), {"answer": "accept"})
    BankPayment.objects.update(amount=1)
    assert Shopper().client.post(NOTIFY, **told()).status_code == 204  # no need to say it again
    payment = Payment.objects.get()
    assert (payment.state, payment.doubt) == ("started", "other_amount")
    assert Order.objects.get().state == "awaiting_payment"


def test_a_notification_of_an_unknown_payment_is_parked_once(at_bank):
    at_bank.client.post(path_of(at_bank.place), {"answer": "accept"})
    ref = Payment.objects.get().ref.hex
    Payment.objects.all().delete()
    for _ in range(2):
        assert Shopper().client.post(NOTIFY, **told()).status_code == 204
    assert ParkedEvent.objects.values_list("gateway", "ref").get() == ("testbank", ref)


def test_a_bank_that_is_not_in_use_has_no_address(client, settings):
    settings.GATEWAYS = []
    assert client.post(NOTIFY).status_code == 404
    assert client.get(NOTIFY).status_code == 405
    assert client.post("/checkout/notify/interface/").status_code == 404


def test_a_late_answer_comes_by_notification(at_bank, clock):
    at_bank.at_bank("later")
    assert at_bank.place == "/checkout/done/"
    assert at_bank.find("status") == "Waiting for your bank"
    clock.shift(61)
    assert Shopper().client.post(NOTIFY, **told()).status_code == 204
    assert at_bank.get("/checkout/done/").find("status") == "Ordered and paid"


def test_a_bank_that_never_answers_fails_in_the_end(at_bank, clock):
    at_bank.at_bank("silence")
    assert at_bank.find("status") == "Waiting for your bank"
    clock.shift(61)
    Shopper().client.post(NOTIFY, **told())
    assert at_bank.get("/checkout/done/").place == "/checkout/payment/"
    assert "Your bank did not answer in time." in at_bank.text


def test_leaving_the_bank_is_no_drama(at_bank):
    at_bank.at_bank("leave")
    assert "You left the payment page before paying." in at_bank.text


def test_the_notification_carries_no_personal_data(at_bank):
    at_bank.client.post(path_of(at_bank.place), {"answer": "accept"})
    assert set(json.loads(told()["data"])) == {
        "kind",
        "ref",
        "status",
        "error",
        "amount",
        "currency",
        "instalments",
        "event_id",
    }


def test_a_payment_that_ran_out_of_time_is_not_blamed_on_the_bank(clock, at_bank):
    clock.shift(31 * 60)
    release_expired(at=shop_clock.now())
    assert "The payment was not finished in time." in at_bank.get(back()).text
    assert "declined" not in Shopper().get(back()).text


def test_money_that_came_too_late_is_said_so(at_bank, variant):
    at_bank.post("/checkout/payment/", {"call-off": "1"})
    release_expired(at=shop_clock.now() + HOUR)
    at_bank.add(variant)
    BankPayment.objects.update(answer="accepted", error="")
    for shopper in (at_bank, Shopper()):
        shopper.get(back())
        assert "Your payment came too late" in shopper.text
        assert "Nothing was charged" not in shopper.text
