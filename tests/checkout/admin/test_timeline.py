from datetime import timedelta

import pytest
from django.utils.translation import override

from cart.models import Trouble, TroubleKind
from checkout.admin.timeline import timeline
from checkout.models import FormError, Order, OrderEvent, PaymentEvent, Step
from tests.admin_rows import order, payment_of, refund
from tests.conftest import NOON
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(clock, variant):
    """An order with a detour: wrong code, no town, no funds, then paid. A minute for each step."""
    shopper = Shopper().add(variant, 2)
    for walk in (
        lambda: shopper.post("/cart/code/", {"code": "NOPE"}),
        lambda: shopper.post("/checkout/email/", {"email": "zoe"}),
        shopper.give_email,
        lambda: shopper.give_address(**{"delivery-city": ""}),
        shopper.give_address,
        shopper.choose_delivery,
        shopper.pay,
        lambda: shopper.at_bank("refuse", reason="no_funds"),
        shopper.pay,
        shopper.at_bank,
    ):
        clock.shift(60)
        walk()
    return Order.objects.get()


def test_everything_is_told_in_the_order_in_which_it_happened(bought):
    with override("en"):
        told = [(entry.what, entry.by) for entry in timeline(bought)]
    assert told == [
        ("Promo code refused: there is no such code", "shopper"),
        ("Form of the step “e-mail”: e-mail address, not accepted", "shopper"),
        ("Order started: the e-mail address was given", "shopper"),
        ("Form of the step “address”: delivery address, town, left empty", "shopper"),
        ("Payment 1 begun: €30.70, Test bank", "shopper"),
        ("Order: started → awaiting payment", "shopper"),
        ("Payment 1: begun → failed (not enough money)", "bank"),
        ("Payment 2 begun: €30.70, Test bank", "shopper"),
        ("Payment 2: begun → paid", "bank"),
        ("Order: awaiting payment → paid", "bank"),
    ]


def test_times_are_those_of_the_facts(bought):
    minutes = [(entry.at - NOON) // timedelta(minutes=1) for entry in timeline(bought)]
    assert minutes == [1, 2, 3, 4, 7, 7, 8, 9, 10, 10]


def test_the_page_shows_it(bought, staff_client):
    url = f"/admin/checkout/order/{bought.pk}/change/"
    page = staff_client.get(url, headers={"accept-language": "en"})
    assert page.text.count("<time ") == 10
    assert page.text.index("Payment 1 begun") < page.text.index("Payment 2 begun")


def test_another_carts_facts_are_left_out(bought):
    FormError.objects.create(step=Step.EMAIL, field="email", code="invalid")
    before = len(timeline(bought))
    bought.cart = None
    bought.save(update_fields=["cart"])
    assert before == 10
    assert len(timeline(bought)) == 8  # the trouble, and the error met before there was an order


def test_a_code_that_is_not_known_stands_for_itself(bought):
    Trouble.objects.create(cart=bought.cart, kind=TroubleKind.TOO_FEW, detail="CUP")
    OrderEvent.objects.create(
        order=bought, from_state="awaiting_payment", to_state="initiated", by="robot", reason="r1"
    )
    OrderEvent.objects.create(
        order=bought, from_state="awaiting_payment", to_state="initiated", by="sweep",
        reason="not_paid",
    )  # fmt: skip
    FormError.objects.create(order=bought, step=Step.PAYMENT, field="card", code="odd")
    with override("en"):
        told = {(entry.what, entry.by) for entry in timeline(bought)}
    assert told >= {
        ("Too few in stock: CUP", "shopper"),
        ("Order: awaiting payment → started (r1)", "robot"),
        ("Order: awaiting payment → started (not paid in time)", "the shop by itself"),
        ("Form of the step “payment”: card, odd", "shopper"),
    }


@pytest.mark.parametrize(
    ("by", "words"),
    [("bank", "bank"), ("shop", "the shop by itself"), ("sweep", "the shop by itself")],
)
def test_a_payment_says_who_settled_it(by, words):
    row = order()
    payment_of(row)
    PaymentEvent.objects.update(by=by)
    with override("en"):
        told = [entry.by for entry in timeline(row) if entry.what.startswith("Payment 2:")]
    assert told == [words]


def test_refunds_are_told_with_who_sent_them(staff):
    by_bank = refund(by=staff, amount=500, asked=1, state="failed", error="closed", settled_at=NOON)
    owner = by_bank.payment.order
    late = payment_of(owner, state="late", error="", events=0)
    late.refunds.create(amount=3070, reason="late", state="succeeded", settled_at=NOON)
    with override("en"):
        told = {(entry.what, entry.by) for entry in timeline(owner) if "Refund" in entry.what}
    assert told == {
        ("Refund of €5.00 asked for: staff decided so", "staff"),
        ("Refund of €5.00: refused by the bank (closed)", "bank"),
        ("Refund of €30.70 asked for: the money came too late", "the shop by itself"),
        ("Refund of €30.70: given back", "staff"),
    }
