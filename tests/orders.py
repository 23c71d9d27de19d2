"""Orders at the stages that tests begin with, made by the shop's own verbs."""

from datetime import timedelta

from django.conf import settings

from cart import changing
from cart.models import CartKey
from cart.promotions.codes import apply_code
from checkout.gateways.interface import RefundOutcome, RefundReport
from checkout.gateways.testbank import bank
from checkout.gateways.testbank.models import Answer, BankPayment
from checkout.models import AddressKind, PaymentState
from checkout.orders.starting import choose_delivery, save_addresses, start_order
from checkout.payments.paying import start_payment
from checkout.payments.refunding import ask_refund, record_refund, refund_done_by_hand
from checkout.payments.ways import Way
from checkout.visitor import COOKIE, new_secret
from shop.core.tokens import new_token
from tests.factories import CartFactory
from tests.shopper import ADDRESS, Shopper

HOUR = timedelta(hours=1)
HOME = {
    name.removeprefix("delivery-"): text for name, text in ADDRESS.items() if "delivery-" in name
}


def ready_order(wanted, *, method, email="zoe@demo.example", code="", **begun):
    """Return an order that only has to be paid, of ``{variant: quantity}``, travelling by ``method``."""
    cart = CartFactory()
    for variant, quantity in wanted.items():
        changing.add(cart=cart, variant=variant, quantity=quantity)
    if code:
        apply_code(cart=cart, text=code)
    order = begun_order(cart, email=email, **begun).order
    save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})
    choose_delivery(order=order, method_id=method.pk)
    order.refresh_from_db()
    return order


def begun_order(cart, *, email="zoe@demo.example", **more):
    defaults = {"wants_reminders": False, "language": "en", "known": None, "user_id": None}
    return start_order(cart=cart, email=email, **{**defaults, **more})


def pay(order, shown_total=10**9):
    """Press the button of the payment page."""
    return start_payment(order=order, way=Way("testbank"), shown_total=shown_total)


def order_by_transfer(order):
    """Press it with *bank transfer* chosen: the order waits for its money from now on."""
    return start_payment(order=order, way=Way("transfer"), shown_total=10**9)


def at_bank(payment, answer=Answer.ACCEPTED, **more):
    """Let the shopper decide on the bank's page; False when there is nothing left to decide."""
    known = BankPayment.objects.get(ref=payment.ref)
    return bank.decide(payment=known, answer=answer, **more)


def masked_browser(order, **options):
    """Return a shopper who was given the link of ``order``'s cart: a key, and a masked token."""
    key = new_token()
    CartKey.objects.create(cart=order.cart, digest=key.digest)
    shopper = Shopper(**options)
    shopper.client.cookies[settings.CART_COOKIE_NAME] = key.secret
    shopper.client.cookies[COOKIE] = new_secret(order, is_masked=True)
    return shopper


def give_back(order, amount):
    """Give a part of what was paid back: staff send it, and say so."""
    paid = order.payments.get(state=PaymentState.SUCCEEDED)
    refund = ask_refund(payment=paid, amount=amount, seen_refunded=paid.refunded, is_by_hand=True)
    assert refund_done_by_hand(refund=refund)
    return refund


def take_back(refund):
    """Let the bank say that the money of ``refund`` could not be delivered after all."""
    report = RefundReport(outcome=RefundOutcome.FAILED, amount=refund.amount, error="closed")
    return record_refund(refund.pk, report)
