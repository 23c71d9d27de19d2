"""A shop whose scenarios have been on for long, and shoppers who leave at any depth."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from cart import changing
from catalog.models import RememberedView
from checkout.gateways.testbank.models import Answer
from checkout.models import AddressKind, Order
from checkout.orders.starting import choose_delivery, save_addresses
from checkout.payments.asking import ask_about
from recovery.models import Episode, Scenario
from recovery.sweeping import sweep
from shop.core import clock as shop_clock
from tests.conftest import NOON
from tests.factories import CartFactory, DeliveryMethodFactory, ProductFactory, VariantFactory
from tests.orders import HOME, at_bank, begun_order, pay
from tests.recovery.looking import IDLE, chooser, look

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Street:
    """What happens outside: shoppers come and leave, time passes, the sweep looks."""

    def __init__(self, clock):
        self.clock = clock

    def leave_cart(self, *, user=None, on_hand=10, **variant):
        """Leave a cart with two of one thing in it."""
        cart = CartFactory(user=user, language="en")
        goods = VariantFactory(on_hand=on_hand, price=1000, **variant)
        changing.add(cart=cart, variant=goods, quantity=2)
        return cart

    def leave(self, at="address", *, email="zoe@demo.example", wants_reminders=True, cart=None):
        """Leave an order ``at`` a step: address, delivery or payment. Return it."""
        started = begun_order(
            cart or self.leave_cart(), email=email, wants_reminders=wants_reminders
        )
        order = started.order
        if at in {"delivery", "payment"}:
            save_addresses(order=order, addresses={AddressKind.DELIVERY: HOME})
        if at == "payment":
            choose_delivery(order=order, method_id=DeliveryMethodFactory().pk)
        return Order.objects.get(pk=order.pk)

    def fail_to_pay(self, order=None, error="declined", **left):
        """Let the bank decline; return the payment."""
        payment = self.start_to_pay(order or self.leave("payment", **left))
        at_bank(payment, Answer.REFUSED, error=error)
        return ask_about(payment)

    def buy(self, order=None, **left):
        """Order and pay; return the order."""
        payment = self.start_to_pay(order or self.leave("payment", **left))
        at_bank(payment)
        return ask_about(payment).order

    def start_to_pay(self, order):
        with override("en"):  # the order takes over the language of the page
            return pay(order)

    def after(self, span):
        """Let ``span`` pass, look, and return what the sweep did, without what it did not."""
        self.clock.shift(span)
        return {what: n for what, n in sweep(at=shop_clock.now()).items() if n}


@pytest.fixture
def street(db, clock, scenarios):
    return Street(clock)


@pytest.fixture
def scenarios(db):
    """Switched on a year ago; the tests' own time is long before they were made."""
    Scenario.objects.update(activated_at=NOON - 365 * DAY)


@pytest.fixture
def episode(street):
    """The order of somebody who agreed to be reminded, left at the payment page and noticed."""
    street.leave("payment")
    assert street.after(HOUR) == {"noticed": 1}
    return Episode.objects.get()


@pytest.fixture
def pot(db):
    product = ProductFactory(slug="pot", name_en="Tea pot", name_fr="Théière")
    VariantFactory(product=product)
    return product


@pytest.fixture
def zoe(street):
    return chooser()


@pytest.fixture
def looked(street, zoe, pot):
    look(street, zoe, pot)
    return RememberedView.objects.get()


@pytest.fixture
def noticed_look(street, looked):
    """Noticed and planned; the reminder is due now, at noon."""
    assert street.after(IDLE) == {"noticed": 1}
    return Episode.objects.get()


def of_copying(tables):
    """How many more queries a sweep takes where rows are copied: each of ``tables`` draws its keys."""
    return tables if connection.vendor == "postgresql" else 0
