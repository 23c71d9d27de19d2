"""What an order's page says of its money: charged, on its way back, given back (S9.1)."""

import pytest

from checkout.gateways.interface import RefundOutcome, RefundReport
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, Payment, Refund, RefundReason, RefundState
from checkout.payments.cancelling import cancel_order
from checkout.payments.refunding import ask_refund, record_refund
from tests.shopper import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
FACTS = ("status", "charged", "on-its-way-back", "given-back")


@pytest.fixture
def paid(shopper, variant):
    return shopper.come_to_payment(variant).pay().at_bank()


def facts(shopper):
    shopper.get("/checkout/done/")
    return tuple(shopper.find(name) for name in FACTS)


def settle(refund, outcome=RefundOutcome.SUCCEEDED):
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.SENDING)
    record_refund(refund.pk, RefundReport(outcome=outcome, amount=refund.amount))


def give_back(amount):
    payment = Payment.objects.get()
    return ask_refund(payment=payment, amount=amount, seen_refunded=payment.refunded)


def test_a_paid_order_has_nothing_on_its_way_back(paid):
    assert facts(paid) == ("Ordered and paid", "€17.80", None, None)


def test_parts_given_back_are_summed(paid):
    settle(give_back(490))
    settle(give_back(100))
    give_back(200)
    assert facts(paid) == ("Ordered and paid", "€17.80", "€2.00", "€5.90")


def test_a_refund_that_the_bank_refused_is_not_on_its_way(paid):
    settle(give_back(490), RefundOutcome.FAILED)
    assert facts(paid) == ("Ordered and paid", "€17.80", None, None)


def test_a_cancelled_order_says_where_its_money_is(paid):
    cancel_order(order=Order.objects.get(), by="staff")
    assert facts(paid) == ("Cancelled", "€17.80", "€17.80", None)
    assert "Nothing will be sent to you. What you paid is on its way back to you." in paid.text
    assert "Thank you" not in paid.text
    settle(Refund.objects.get())
    assert facts(paid) == ("Refunded", "€17.80", None, "€17.80")
    assert "We have given back all that you paid. Your bank usually shows it within" in paid.text


def test_what_staff_send_by_hand_takes_longer(paid):
    cancel_order(order=Order.objects.get(), by="staff")
    Refund.objects.update(state=RefundState.BY_HAND, ask_at=None)
    paid.get("/checkout/done/")
    assert "One of us transfers it to the account that it came from" in paid.text


def test_a_cancelled_order_whose_refund_failed_promises_no_date(paid):
    cancel_order(order=Order.objects.get(), by="staff")
    settle(Refund.objects.get(), RefundOutcome.FAILED)
    assert facts(paid) == ("Cancelled", "€17.80", None, None)
    assert "You get back what you paid: one of us is seeing to it." in paid.text


def test_a_refunded_order_whose_money_came_back_does_not_say_that_it_is_there(paid):
    refund = give_back(1780)
    settle(refund)
    failed = RefundReport(outcome=RefundOutcome.FAILED, amount=1780, error="account closed")
    record_refund(refund.pk, failed)
    assert facts(paid) == ("Refunded", "€17.80", None, None)
    assert "We have given back all that you paid." not in paid.text
    assert "You get back what you paid: one of us is seeing to it." in paid.text


def test_money_that_came_too_late_goes_back_by_itself(shopper, variant):
    shopper.come_to_payment(variant).pay()
    shopper.post("/checkout/payment/", {"call-off": "1"})
    variant.stock.on_hand = 0
    variant.stock.reserved = 0
    variant.stock.save()
    Order.objects.update(state="initiated", frozen_as="", reserved_until=None)
    BankPayment.objects.update(answer="accepted", error="")
    shopper.get(path_of(BankPayment.objects.get().return_url))
    assert "Your payment came too late" in shopper.text
    assert "the money goes back to you by itself, the way it came." in shopper.text
    assert "Please do not pay again" not in shopper.text
    assert Refund.objects.get().reason == RefundReason.LATE
