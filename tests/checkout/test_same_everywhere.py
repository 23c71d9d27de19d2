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


BERLIN = {"delivery-country": "DE", "delivery-postcode": "10115", "delivery-city": "Berlin"}
BERN = {"delivery-country": "CH", "delivery-postcode": "3011", "delivery-city": "Bern"}
buyers = st.sampled_from(
    [
        {},
        {"vat_number": "FR61954506077"},
        BERLIN,
        {**BERLIN, "vat_number": "DE136695976"},
        BERN,
    ]
)


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
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(things, st.integers(0, 100), st.integers(0, 50_000), buyers)
def test_the_amount_is_the_same_everywhere(db, things, percent, delivery, buyer):
    with undone():
        shopper = fill_a_cart(things, percent, delivery)
        cart = shopper.page.context["contents"].cart
        at_home = contents(cart).totals.total
        assert shopper.find("total") == formatted(at_home, language="en")

        shopper.give_email().give_address(**buyer).choose_delivery()
        amounts = {"payment page": shopper.shown_total}
        words = {"payment page": shopper.find("total")}
        relief = shopper.find("relief")
        to, number = buyer.get("delivery-country", "FR"), buyer.get("vat_number", "")
        amounts["cart"] = contents(cart, country=to, vat_number=number).totals.total

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
        lines = sum(line.gross - line.discount for line in order.lines.all())
        amounts["lines"] = lines + delivery - order.relief
        amounts["before relief"] = at_home - order.relief
        amounts["taxed"] = sum(part.amount for part in order.taxes)

        send_due(limit=10)
        (message,) = mail.outbox
        words["mail"] = re.search(r"^Total — (.*)$", message.body, re.MULTILINE)[1]
        words["mail, charged"] = re.search(r"and (\S+) was charged", message.body)[1]
        link = re.search(r"https?://\S+/o/\S+", message.body)[0]
        words["order's page"] = Shopper().get(path_of(link)).find("charged")

        is_exempt = to == "CH" or number.startswith("DE")
        assert bool(order.exemption) is is_exempt
        assert is_exempt or order.relief == 0
        expected = "−" + formatted(order.relief, language="en") if order.relief else None
        assert (relief, shopper.find("relief")) == (expected, expected)

        assert amounts == dict.fromkeys(amounts, order.total)
        assert words == dict.fromkeys(words, formatted(order.total, language="en"))


def amount_on(page):
    """Return the amount that the bank's page asks for."""
    return re.search(r"€[\d,.]+", page.content.decode())[0]
