import http.client
import uuid

import pytest

from checkout.gateways.interface import NotGenuine, Outcome, gateway, offered
from checkout.gateways.testbank import bank, telling
from checkout.gateways.testbank import gateway as testbank
from checkout.gateways.testbank.models import Answer, BankNotification, BankPayment
from checkout.gateways.testbank.words import signed
from checkout.models import Payment
from shop.core import clock as shop_clock
from tests.shopper import Shopper, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken_on():
    return bank.take_on(
        ref=uuid.uuid4(),
        amount=1780,
        currency="EUR",
        return_url="http://127.0.0.1:8000/back/",
        notify_url="http://127.0.0.1:8000/notify/",
    )


@pytest.fixture
def payment(taken_on):
    return Payment(ref=taken_on.ref, amount=1780, currency="EUR")


def test_the_ref_is_the_idempotency_key(taken_on):
    again = bank.take_on(ref=taken_on.ref, amount=1, currency="USD", return_url="x", notify_url="x")
    assert again == taken_on
    assert BankPayment.objects.get().amount == 1780


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(Answer.ACCEPTED, Outcome.SUCCEEDED), (Answer.REFUSED, Outcome.FAILED)],
)
def test_a_decision_holds_and_is_told_once(taken_on, payment, answer, outcome):
    assert testbank.fetch(payment).outcome is Outcome.OPEN
    assert bank.decide(payment=taken_on, answer=answer, error="no_funds")
    assert bank.decide(payment=taken_on, answer=Answer.ACCEPTED) is False
    assert testbank.fetch(payment).outcome is outcome
    assert BankNotification.objects.count() == 1


def test_a_slow_decision_is_pending_until_its_time(clock, taken_on, payment):
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED, is_later=True)
    assert testbank.fetch(payment).outcome is Outcome.PENDING
    clock.shift(bank.LATER)
    assert testbank.fetch(payment).outcome is Outcome.SUCCEEDED


def test_what_is_called_off_can_never_be_paid(clock, taken_on, payment):
    assert testbank.cancel(payment).outcome is Outcome.CANCELLED
    assert bank.decide(payment=taken_on, answer=Answer.ACCEPTED) is False
    assert testbank.fetch(payment).outcome is Outcome.CANCELLED


def test_what_the_bank_still_thinks_about_can_be_called_off(clock, taken_on, payment):
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED, is_later=True)
    assert testbank.cancel(payment).outcome is Outcome.CANCELLED
    clock.shift(bank.LATER * 2)
    assert testbank.fetch(payment).outcome is Outcome.CANCELLED


def test_what_is_decided_cannot_be_called_off(taken_on, payment):
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED)
    assert testbank.cancel(payment).outcome is Outcome.SUCCEEDED


def test_the_bank_knows_nothing_of_payments_it_never_got():
    stray = Payment(ref=uuid.uuid4(), amount=1, currency="EUR")
    assert testbank.fetch(stray).outcome is Outcome.OPEN
    assert testbank.cancel(stray).outcome is Outcome.CANCELLED


def told(taken_on):
    bank.decide(payment=taken_on, answer=Answer.REFUSED, error="declined")
    return signed(BankNotification.objects.get(), shop_clock.now())


def test_a_notification_is_read_back(taken_on):
    body, headers = told(taken_on)
    notification = testbank.read(body, headers)
    assert notification.ref == taken_on.ref.hex
    report = notification.report
    assert (report.outcome, report.error, report.amount) == (Outcome.FAILED, "declined", 1780)
    assert report.event_id == headers["webhook-id"]


def test_a_changed_notification_is_not_genuine(taken_on):
    body, headers = told(taken_on)
    with pytest.raises(NotGenuine):
        testbank.read(body.replace(b"refused", b"accepted"), headers)
    with pytest.raises(NotGenuine):
        testbank.read(body, {**headers, "webhook-id": "other"})


def test_the_secret_is_this_installations(taken_on, settings):
    body, headers = told(taken_on)
    settings.SECRET_KEY = "another"
    with pytest.raises(NotGenuine):
        testbank.read(body, headers)


@pytest.fixture
def shop(monkeypatch):
    """What the shop answers, and what it was told."""
    answers, heard = [], []

    def post(url, body, headers):
        heard.append((url, body))
        answer = answers.pop(0) if answers else 204
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(telling, "_post", post)
    return answers, heard


def test_the_shop_is_told_until_it_has_heard(clock, taken_on, shop):
    answers, heard = shop
    answers += [ConnectionRefusedError(), http.client.BadStatusLine("x"), 500]
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED)
    results = []
    for _ in range(5):
        results.append(telling.tell())
        clock.shift(telling.AGAIN_AFTER)
    assert (results, len(heard)) == ([0, 0, 0, 1, 0], 4)
    assert {url for url, _body in heard} == {"http://127.0.0.1:8000/notify/"}


def test_the_shop_is_not_told_before_the_time(clock, taken_on, shop):
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED, is_later=True)
    assert telling.tell() == 0
    clock.shift(bank.LATER)
    assert telling.tell() == 1


def test_the_bank_gives_up_in_the_end(clock, taken_on, shop):
    answers, heard = shop
    answers += [500] * 100
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED)
    for _ in range(telling.MOST_ATTEMPTS + 5):
        telling.tell()
        clock.shift(telling.AGAIN_AFTER)
    assert len(heard) == telling.MOST_ATTEMPTS


def test_the_banks_page_names_amount_and_shop(taken_on):
    page = Shopper().get(f"/testbank/{taken_on.token}/")
    assert "Pay €17.80" in page.text
    assert "This is not a real bank" in page.text


@pytest.mark.parametrize("token", ["x", "a" * 43])
def test_an_unknown_payment_has_no_page(token):
    assert Shopper().get(f"/testbank/{token}/").page.status_code == 404


def test_what_is_decided_leads_back_at_once(taken_on):
    bank.decide(payment=taken_on, answer=Answer.ACCEPTED)
    response = Shopper().client.get(f"/testbank/{taken_on.token}/")
    assert path_of(response.headers["Location"]) == "/back/"


@pytest.mark.parametrize("reason", ["", "nonsense", "<b>"])
def test_a_reason_that_no_bank_has_is_a_plain_refusal(taken_on, reason):
    data = {"answer": "refuse", "reason": reason}
    Shopper().client.post(f"/testbank/{taken_on.token}/", data)
    assert BankPayment.objects.values_list("answer", "error").get() == ("refused", "declined")


def test_a_lost_broker_stops_nobody(taken_on, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr("celery.current_app.send_task", broken)
    response = Shopper().client.post(f"/testbank/{taken_on.token}/", {"answer": "accept"})
    assert response.status_code == 302


def test_only_gateways_in_use_can_be_had(settings):
    assert list(offered()) == ["testbank", "transfer"]
    settings.GATEWAYS = []
    with pytest.raises(KeyError):
        gateway("testbank")
