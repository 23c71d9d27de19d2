"""One amount, from the cart's page to the bank and the mail, whatever is bought (M7)."""

import re
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.reading import contents
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, Payment
from shop.core.messaging.sending import send_due
from shop.core.money import formatted
from tests.factories import (
    DeliveryMethodFactory,
    ProductFactory,
    PromotionFactory,
    VariantFactory,
)
from tests.shopper import Shopper, path_of

pytestmark = pytest.mark.django_db

things = st.lists(
    st.tuples(
        st.integers(0, 2_000_000),  # price
        st.integers(1, 5),  # how many
        st.sampled_from(["standard", "reduced", "zero"]),
    ),
    min_size=1,
    max_size=3,
)


@contextmanager
def undone():
    """Leave nothing for the next example."""
    mail.outbox.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fill_a_cart(things, percent, delivery):
    """Return a shopper who has put all ``things`` into the cart, with a code for ``percent`` off."""
    DeliveryMethodFactory(rates=[{"price": delivery}])
    shopper = Shopper()
    for price, quantity, tax_class in things:
        product = ProductFactory(tax_class=tax_class)
        shopper.client.post(
            "/cart/add/",
            {"v": VariantFactory(product=product, price=price).sku, "quantity": quantity},
        )
    if percent:
        PromotionFactory(code="LESS", percent=percent)
        shopper.client.post("/cart/code/", {"code": "less"})
    return shopper.get("/cart/")


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(things, st.integers(0, 100), st.integers(0, 50_000))
def test_the_amount_is_the_same_everywhere(db, things, percent, delivery):
    with undone():
        shopper = fill_a_cart(things, percent, delivery)
        cart = shopper.page.context["contents"].cart
        amounts = {"cart": contents(cart).totals.total}
        words = {"cart's page": shopper.find("total")}

        shopper.give_email().give_address().choose_delivery()
        amounts["payment page"] = shopper.shown_total
        words["payment page"] = shopper.find("total")

        shopper.pay()
        if BankPayment.objects.exists():
            words["bank's page"] = amount_on(shopper.page)
            shopper.at_bank()
            amounts["bank"] = BankPayment.objects.get().amount
        assert shopper.place == "/checkout/done/"
        words["done, charged"], words["done, total"] = (
            shopper.find("charged"),
            shopper.find("total"),
        )

        order, payment = Order.objects.get(), Payment.objects.get()
        amounts |= {"order": order.total, "payment": payment.amount}
        amounts["lines"] = sum(line.gross - line.discount for line in order.lines.all()) + delivery
        amounts["taxed"] = sum(part.amount for part in order.taxes)

        send_due(limit=10)
        (message,) = mail.outbox
        words["mail"] = re.search(r"^Total — (.*)$", message.body, re.MULTILINE)[1]
        words["mail, charged"] = re.search(r"and (\S+) was charged", message.body)[1]
        link = re.search(r"https?://\S+/o/\S+", message.body)[0]
        words["order's page"] = Shopper().get(path_of(link)).find("charged")

        assert amounts == dict.fromkeys(amounts, order.total)
        assert words == dict.fromkeys(words, formatted(order.total, language="en"))


def amount_on(page):
    """Return the amount that the bank's page asks for."""
    return re.search(r"€[\d,.]+", page.content.decode())[0]
