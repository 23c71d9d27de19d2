from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from cart.models import DeliveryMethod
from checkout.gateways.interface import Capability, NotGenuine, Outcome, RefundOutcome
from checkout.gateways.transfer import gateway as transfer
from checkout.gateways.transfer.account import Details, details_of
from checkout.models import Order, Payment, PaymentState, Refund
from checkout.orders.waiting import arrives_by, arrives_by_in_words
from tests.conftest import NOON
from tests.orders import order_by_transfer, ready_order

DAY = timedelta(days=1)


@pytest.fixture
def payment():
    return Payment(amount=1780, currency="EUR", created_at=NOON)


def test_it_can_wait_and_nothing_else():
    assert frozenset({Capability.WAITS}) == transfer.CAPABILITIES
    assert transfer.PLANS == ()


def test_it_begins_without_a_bank_where_the_shopper_is_led_back(payment):
    begun = transfer.start(payment, return_url="http://shop/back/", notify_url="http://shop/hear/")
    assert (begun.url, begun.bank_ref) == ("http://shop/back/", "")


def test_it_waits_for_as_long_as_the_setting_says(payment, settings):
    settings.TRANSFER_DAYS = 9
    for report in (transfer.fetch(payment), transfer.returned(payment, {"paid": "yes"})):
        assert (report.outcome, report.until) == (Outcome.PENDING, NOON + 9 * DAY)
        assert (report.amount, report.currency, report.instalments) == (1780, "EUR", 1)


def test_it_can_always_be_called_off(payment):
    report = transfer.cancel(payment)
    assert (report.outcome, report.until) == (Outcome.CANCELLED, None)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (PaymentState.SUCCEEDED, Outcome.SUCCEEDED),
        (PaymentState.LATE, Outcome.SUCCEEDED),
        (PaymentState.CANCELLED, Outcome.CANCELLED),
        (PaymentState.FAILED, Outcome.CANCELLED),
    ],
)
def test_of_a_settled_one_nothing_else_is_told(payment, state, outcome):
    payment.state = state
    assert transfer.fetch(payment).outcome is outcome
    assert transfer.cancel(payment).outcome is outcome
    assert transfer.capture(payment).until is None


@pytest.mark.parametrize("body", [b"", b"{}", b'{"status": "paid"}'])
def test_nobody_tells_anything_by_itself(client, body):
    with pytest.raises(NotGenuine):
        transfer.read(body, {})
    told = client.post("/checkout/notify/transfer/", body, content_type="application/json")
    assert told.status_code == 400


def test_money_goes_back_by_hand(payment):
    report = transfer.refund(Refund(payment=payment, amount=1780))
    assert (report.outcome, report.amount) == (RefundOutcome.PENDING, 1780)
    assert list(transfer.statement(NOON, NOON + DAY)) == []


@pytest.mark.django_db
def test_an_order_that_waits_says_where_to_transfer_to(clock, variant, settings):
    settings.TRANSFER_ACCOUNT_HOLDER = "Panier SAS"
    settings.TRANSFER_IBAN = "FR1420041010050500013M02606"
    settings.TRANSFER_BIC = "DEMOFRPPXXX"
    order = ready_order({variant: 1}, method=DeliveryMethod.objects.get())
    assert details_of(order) is None
    order_by_transfer(order)
    order.refresh_from_db()
    found = details_of(order)
    assert found == Details(
        holder="Panier SAS",
        iban="FR1420041010050500013M02606",
        bic="DEMOFRPPXXX",
        amount=1780,
        reference=order.reference,
    )
    assert found.grouped_iban == "FR14 2004 1010 0505 0001 3M02 606"


@pytest.mark.parametrize(
    ("until", "day"),
    [
        (datetime(2026, 3, 11, 12, tzinfo=UTC), "March 10"),  # a Wednesday
        (datetime(2026, 3, 9, 12, tzinfo=UTC), "March 6"),  # a Monday: staff look that morning
        (datetime(2026, 3, 8, 12, tzinfo=UTC), "March 5"),  # a Sunday: staff look on Friday
        (datetime(2026, 3, 7, 12, tzinfo=UTC), "March 5"),  # a Saturday
        (datetime(2026, 3, 10, 23, 30, tzinfo=UTC), "March 10"),  # in Paris it is the 11th
    ],
)
def test_money_that_arrives_by_the_day_told_is_seen_in_time(until, day):
    with override("en"):
        assert arrives_by_in_words(Order(waits_until=until)) == day


def test_an_order_that_does_not_wait_has_no_such_day():
    with pytest.raises(ValueError, match="waits for money"):
        arrives_by(Order())


def test_nobody_is_asked_to_transfer_to_nowhere(settings):
    assert transfer.problems() == []
    settings.TRANSFER_IBAN = settings.TRANSFER_ACCOUNT_HOLDER = ""
    assert transfer.problems() == [
        "TRANSFER_ACCOUNT_HOLDER is not set.",
        "TRANSFER_IBAN is not set.",
    ]
