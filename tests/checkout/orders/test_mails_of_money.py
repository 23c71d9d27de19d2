"""What shoppers are written about money that is awaited, comes too late, or goes back (S9.1, M14)."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.utils.translation import override

from cart.models import DeliveryMethod
from checkout.gateways.interface import RefundOutcome, RefundReport
from checkout.models import Order, Payment, Refund, RefundState
from checkout.payments.asking import ask_about
from checkout.payments.cancelling import cancel_order, cancel_waiting
from checkout.payments.expiring import release_expired
from checkout.payments.matching import match_transfer
from checkout.payments.paying import start_payment
from checkout.payments.refunding import ask_refund, record_refund
from checkout.payments.ways import Way
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.orders import at_bank, order_by_transfer, pay, ready_order
from tests.shopper import Shopper, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def transferred(clock, variant):
    """Two cups, ordered by transfer on Wednesday the 4th."""
    order = begun(variant)
    with override("en"):  # the order takes over the language of the page
        order_by_transfer(order)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def paid(clock, variant):
    """The same, paid at the test bank."""
    with override("en"):
        payment = pay(begun(variant))
    at_bank(payment)
    return ask_about(payment).order


def begun(variant):
    method = DeliveryMethod.objects.get()
    return ready_order({variant: 2}, method=method, email="zoe@demo.example")


def sent(kind):
    """Send all that is due; return the one mail of ``kind``, its text and what its HTML shows."""
    assert Message.objects.filter(kind=kind).count() == 1
    mail.outbox.clear()
    send_due(limit=20)
    send_due(limit=20)
    wanted = f"<{Message.objects.get(kind=kind).ref}@"
    (found,) = [each for each in mail.outbox if each.extra_headers["Message-ID"].startswith(wanted)]
    assert found.to == ["zoe@demo.example"]
    html = re.sub(
        r"<(style|title)\b.*?</\1>|<[^>]*>", " ", found.alternatives[0].content, flags=re.DOTALL
    )
    return found.subject, plain(found.body), plain(html)


def plain(text):
    return " ".join(unescape(text).split())


def amounts(text):
    return set(re.findall(r"€\d+\.\d\d", text))


def opens_the_order(order):
    """Tell whether the link of the last mail shows the order anywhere."""
    url = re.search(r"\S+/o/\S+/", mail.outbox[-1].body)[0]
    return Shopper().get(path_of(url)).find("order-number") == order.reference


def expire(clock):
    clock.shift(timedelta(days=7))
    release_expired(at=shop_clock.now())


def test_awaited_money_is_told_where_to_go_and_until_when(transferred):
    number = transferred.reference
    subject, text, html = sent("order.awaiting")
    assert subject == f"Your order {number}: please transfer €30.70"
    for words in (
        "Compte fictif, ne rien virer",
        "FR14 2004 1010 0505 0001 3M02 606",
        "DEMOFRPPXXX",
        number,
        "March 10",
        "2 × ",
        "There you can also pay another way, or cancel it.",
        "Just answer this mail: a person reads it.",
    ):
        assert words in text
        assert words in html
    assert f"Reference — {number}" in text
    assert amounts(text) == amounts(html) >= {"€30.70", "€25.80", "€4.90"}
    assert opens_the_order(transferred)


def test_it_speaks_the_shoppers_language(variant, clock):
    Shopper("fr").come_to_payment(variant, 2).pay(way="transfer")
    _subject, text, html = sent("order.awaiting")
    for words in ("30,70 €", "10 mars", "FR14 2004 1010 0505 0001 3M02 606"):
        assert words in text
        assert words in html


def test_what_is_paid_by_now_is_asked_for_no_more(transferred):
    match_transfer(payment=Payment.objects.get(), amount=3070)
    send_due(limit=20)
    assert [each.subject for each in mail.outbox] == [
        f"Your order {transferred.reference} at Panier"
    ]
    awaiting = Message.objects.get(kind="order.awaiting")
    assert (awaiting.state, awaiting.reason) == ("skipped", "nothing_to_say")


def test_an_order_that_nobody_paid_ends_with_what_to_do(transferred, clock):
    expire(clock)
    subject, text, html = sent("order.not_paid")
    assert subject == f"Your order {transferred.reference} has ended: no money came"
    for shown in (text, html):
        assert "nothing will be sent to you, and you owe nothing." in shown
        assert "Is the money on its way already? Then we give it back" in shown
        assert "Then simply order again." in shown
        assert "just answer this mail, a person reads it." in shown
        assert amounts(shown) == {"€30.70"}
    assert opens_the_order(transferred)


def test_an_order_that_its_shopper_called_off_is_not_told_as_unpaid(transferred):
    cancel_waiting(order=transferred, by="shopper")
    subject, text, html = sent("order.cancelled")
    assert subject == f"Your order {transferred.reference} is cancelled"
    for shown in (text, html):
        assert "Nothing will be sent to you. Nothing was charged." in shown
        assert "Should you have transferred the money all the same, we give it back" in shown
        assert amounts(shown) == set()
    assert not Message.objects.filter(kind="order.not_paid").exists()


def test_a_cancelled_order_says_what_goes_back_and_how_long_it_takes(paid):
    cancel_order(order=paid, by="staff")
    _subject, text, html = sent("order.cancelled")
    for shown in (text, html):
        assert "Nothing will be sent to you. What you paid is on its way back to you." in shown
        assert amounts(shown) == {"€30.70"}
        assert "You need not do anything." in shown
        assert "a person reads it." in shown
    assert opens_the_order(paid)


def give_back(payment, amount):
    refund = ask_refund(payment=payment, amount=amount, seen_refunded=payment.refunded)
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.SENDING)
    told = RefundReport(outcome=RefundOutcome.SUCCEEDED, amount=amount)
    for _ in range(2):
        record_refund(refund.pk, told)
    return refund


def test_money_given_back_is_told_once(paid):
    give_back(paid.payments.get(), 3070)
    subject, text, html = sent("order.refunded")
    number = paid.reference
    assert subject == f"€30.70 for you: money back for order {number}"
    for shown in (text, html):
        assert f"we have given back €30.70: all that you paid for your order {number}." in shown
        assert "Your bank usually shows it within five working days." in shown
        assert "you need not do anything." in shown
        assert amounts(shown) == {"€30.70"}
    assert opens_the_order(paid)


def test_a_part_is_told_as_a_part(paid):
    give_back(paid.payments.get(), 490)
    _subject, text, html = sent("order.refunded")
    for shown in (text, html):
        assert "we have given back €4.90 of the €30.70 that you paid" in shown
        assert amounts(shown) == {"€4.90", "€30.70"}


def test_what_the_bank_took_back_again_is_not_told(paid):
    refund = give_back(paid.payments.get(), 490)
    failed = RefundReport(outcome=RefundOutcome.FAILED, amount=490, error="account closed")
    record_refund(refund.pk, failed)
    send_due(limit=20)
    assert Message.objects.get(kind="order.refunded").reason == "nothing_to_say"


def test_a_transfer_that_came_too_late_goes_back_by_hand(transferred, clock):
    expire(clock)
    match_transfer(payment=Payment.objects.get(), amount=3070)
    subject, text, html = sent("order.paid_too_late")
    number = transferred.reference
    assert subject == f"Your payment for order {number} came too late: you get it back"
    for shown in (text, html):
        assert f"your payment of €30.70 for order {number} arrived after the time" in shown
        assert "€30.70 goes back to you, the way that it came; you need not do anything." in shown
        assert "One of us transfers it to the account that it came from" in shown
        assert "simply order again" in shown
        assert amounts(shown) == {"€30.70"}
    assert opens_the_order(transferred)


def test_money_that_came_twice_says_that_the_order_stands(transferred):
    card = start_payment(order=transferred, way=Way("testbank"), shown_total=3070)
    at_bank(card)
    ask_about(card)
    match_transfer(payment=Payment.objects.get(gateway="transfer"), amount=3070)
    subject, text, html = sent("order.paid_too_late")
    assert subject == f"You have paid order {transferred.reference} twice: you get it back"
    for shown in (text, html):
        assert "which was paid already." in shown
        assert "Your order is not touched by this." in shown


@pytest.mark.parametrize(
    "kind", ["awaiting", "not_paid", "cancelled", "refunded", "paid_too_late", "confirmed"]
)
def test_a_mail_about_an_order_that_is_gone_is_not_sent(transferred, kind):
    Message.objects.update(kind=f"order.{kind}", facts={"order": 0, "refund": 0, "payment": 0})
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get().reason == "nothing_to_say"
