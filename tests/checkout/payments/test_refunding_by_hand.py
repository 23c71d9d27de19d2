"""What no bank can be told: staff send it, and see to what was refused."""

import pytest

from checkout.gateways.interface import RefundOutcome, RefundReport
from checkout.gateways.testbank import gateway as testbank
from checkout.models import Order, Payment, Refund
from checkout.payments import refunding
from checkout.payments.refunding import (
    ANSWERED_WITHIN,
    ask_refund,
    record_refund,
    refund_done_by_hand,
    refused,
    send_refunds,
    unanswered,
)
from shop.core import clock
from shop.core.messaging.models import Message
from tests.admin_rows import order, payment_of
from tests.conftest import NOON
from tests.orders import HOUR

pytestmark = pytest.mark.django_db

REFUSED = RefundReport(outcome=RefundOutcome.FAILED, amount=0, error="account closed")


@pytest.fixture
def paid():
    owner = order(state="paid", placed_at=NOON)
    return payment_of(owner, state="succeeded", error="", events=0)


def ask(payment, amount):
    payment.refresh_from_db()
    return ask_refund(
        payment=payment, amount=amount, seen_refunded=payment.refunded, is_by_hand=True
    )


def test_all_that_was_sent_by_hand_makes_a_refunded_order(paid):
    parts = [ask(paid, 1000), ask(paid, 2070)]
    assert [refund_done_by_hand(refund=part) for part in parts] == [True, True]
    assert Order.objects.get().state == "refunded"
    assert Order.objects.get().events.last().by == "staff"
    assert Message.objects.filter(kind="order.refunded").count() == 2


def test_sent_once_is_told_once(paid):
    refund = ask(paid, 1000)
    assert [refund_done_by_hand(refund=refund) for _ in range(2)] == [True, False]
    assert Message.objects.filter(kind="order.refunded").count() == 1
    assert Order.objects.get().state == "paid"


def test_late_money_that_was_sent_tells_nobody_twice(paid):
    """The shopper was told when it came."""
    Payment.objects.update(state="late")
    assert refund_done_by_hand(refund=ask(paid, 3070))
    assert not Message.objects.filter(kind="order.refunded").exists()
    assert Order.objects.get().state == "paid"


def test_what_a_bank_sends_is_not_marked_by_hand(paid):
    refund = Refund.objects.create(payment=paid, amount=1, reason="staff")
    assert not refund_done_by_hand(refund=refund)
    assert Refund.objects.get().state == "due"


def refuse(refund):
    return record_refund(refund.pk, REFUSED)


def test_a_refusal_needs_a_look_until_it_is_asked_again(paid):
    first = refuse(ask(paid, 1000))
    assert list(refused()) == [first]
    second = ask(paid, 500)
    assert list(refused()) == []
    second = refuse(second)
    assert list(refused()) == [second]


@pytest.mark.parametrize("owed", ["late", "cancelled"])
def test_where_all_is_owed_a_part_does_not_make_a_refusal_good(paid, owed):
    if owed == "late":
        Payment.objects.update(state="late")
    else:
        Order.objects.update(state="cancelled")
    first = refuse(ask(paid, 3070))
    ask(paid, 1000)
    assert list(refused()) == [first]
    ask(paid, 2070)
    assert list(refused()) == []


def test_what_no_bank_was_told_is_left_to_staff_when_the_way_to_pay_is_gone(paid, settings):
    ask(paid, 1000)
    Refund.objects.update(state="due", ask_at=NOON)
    settings.GATEWAYS = []
    assert send_refunds(at=clock.now()) == 0
    assert Refund.objects.values_list("state", "ask_at").get() == ("by_hand", None)


def test_what_a_bank_may_have_done_already_is_not(paid, settings):
    ask(paid, 1000)
    Refund.objects.update(state="sending", ask_at=NOON, asked=1, created_at=NOON)
    settings.GATEWAYS = []
    send_refunds(at=clock.now())
    assert Refund.objects.get().state == "sending"
    day = NOON + ANSWERED_WITHIN
    assert list(unanswered(at=day)) == []
    assert list(unanswered(at=day + HOUR)) == list(Refund.objects.all())


def test_a_refund_that_cannot_be_written_down_does_not_keep_the_others(paid, monkeypatch):
    ask(paid, 1000)
    ask(paid, 1000)
    Refund.objects.update(state="due", ask_at=NOON)
    monkeypatch.setattr(testbank, "refund", lambda _refund: REFUSED)
    record = refunding.record_refund

    def broken(pk, report):
        if pk == Refund.objects.earliest("pk").pk:
            raise ZeroDivisionError
        return record(pk, report)

    monkeypatch.setattr(refunding, "record_refund", broken)
    assert send_refunds(at=clock.now()) == 1
    assert list(Refund.objects.order_by("pk").values_list("state", flat=True)) == [
        "sending",
        "failed",
    ]
