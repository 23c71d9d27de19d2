"""One amount, from the cart's page to the bank and the mail, whatever is bought (M7)."""

import re

import pytest
from django.core import mail
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.models import Cart, Promotion
from cart.reading import contents
from checkout.gateways.testbank.models import BankPayment
from checkout.models import Order, Payment
from shop.core.messaging.sending import send_due
from shop.core.money import formatted, parse
from tests.factories import (
    DeliveryMethodFactory,
    ProductFactory,
    PromotionFactory,
    VariantFactory,
)
from tests.shopper import Shopper, path_of
from tests.undone import undone

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


BERLIN = {"delivery-country": "DE", "delivery-postcode": "10115", "delivery-city": "Berlin"}
BERN = {"delivery-country": "CH", "delivery-postcode": "3011", "delivery-city": "Bern"}
kinds = st.one_of(
    st.builds(dict, kind=st.just("percentage"), percent=st.integers(1, 100)),
    st.builds(dict, kind=st.just("fixed"), percent=st.none(), amount=st.integers(1, 10**6)),
    st.builds(dict, kind=st.just("free_delivery"), percent=st.none()),
    st.builds(
        dict,
        kind=st.just("buy_x_get_y"),
        percent=st.integers(1, 100),
        buys=st.integers(1, 3),
        gets=st.integers(1, 2),
    ),
)
conditions = st.fixed_dictionaries(
    {
        "least_total": st.sampled_from([0, 0, 5_000]),
        "countries": st.sampled_from(["", "", "FR,DE"]),
        "most_off": st.none() | st.integers(1, 5_000),
        "stacking": st.sampled_from(["freely", "freely", "unreduced", "alone"]),
        "most_uses": st.none() | st.integers(0, 1),
        "is_for_first_order": st.booleans(),
    }
)
promotions = st.lists(st.builds(lambda kind, rest: {**kind, **rest}, kinds, conditions), max_size=4)
methods = st.tuples(st.integers(0, 50_000), st.none() | st.integers(0, 20_000))
buyers = st.sampled_from(
    [
        {},
        {"vat_number": "FR61954506077"},
        BERLIN,
        {**BERLIN, "vat_number": "DE136695976"},
        BERN,
    ]
)


def fill_a_cart(things, promotions, method):
    """Return a shopper who has put all ``things`` into the cart; the last promotion has a code."""
    price, free_from = method
    rates = [{"price": price}]
    if free_from is not None:
        rates.append({"price": 0, "least_total": free_from + 1})
    DeliveryMethodFactory(rates=rates)
    for number, promotion in enumerate(promotions, 1):
        code = "LAST" if number == len(promotions) else ""
        PromotionFactory(name_en=f"Promotion {number}", code=code, **promotion)
    shopper = Shopper()
    for price, quantity, tax_class in things:
        product = ProductFactory(tax_class=tax_class)
        shopper.client.post(
            "/cart/add/",
            {"v": VariantFactory(product=product, price=price).sku, "quantity": quantity},
        )
    shopper.client.post("/cart/code/", {"code": "last"})
    return shopper.get("/cart/")


def sums(page):
    """Return what the lines of the totals on ``page`` add up to, and the total that they show."""
    html = page.content.decode()
    shown = re.findall(r'<dd data-testid="([a-z-]+)">([^<]*)</dd>', html)
    parts = ("subtotal", "discount", "delivery-price", "delivery-discount", "relief")
    (total,) = [amount_in(text) for name, text in shown if name == "total"]
    return sum(amount_in(text) for name, text in shown if name in parts), total


def amount_in(text):
    """Return the minor units of ``−€1,234.50``; what is free costs nothing."""
    if text == "free":
        return 0
    amount = parse(text.strip("−€").replace(",", ""))
    return -amount if text.startswith("−") else amount


@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(things, promotions, methods, buyers)
def test_the_amount_is_the_same_everywhere(db, things, promotions, method, buyer):
    mail.outbox.clear()
    with undone():
        shopper = fill_a_cart(things, promotions, method)
        cart = Cart.objects.get()
        at_home = contents(cart).totals.total
        assert sums(shopper.page) == (at_home, at_home)

        shopper.give_email().give_address(**buyer).choose_delivery()
        amounts = {"payment page": shopper.shown_total}
        words = {"payment page": shopper.find("total")}
        amounts["payment page, lines"], _total = sums(shopper.page)
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
        amounts["lines"] = lines + order.delivery - order.delivery_discount - order.relief
        given = sum(each.amount + each.delivery for each in order.applied)
        amounts["explained"] = order.subtotal + order.delivery - given - order.relief
        amounts["done, lines"], _total = sums(shopper.page)
        uses = Promotion.objects.aggregate(n=Sum("uses"))["n"] or 0
        assert uses == order.redemptions.count() == len(order.applied)
        amounts["taxed"] = sum(part.amount for part in order.taxes)

        send_due(limit=10)
        (message,) = mail.outbox
        words["mail"] = re.search(r"^Total — (.*)$", message.body, re.MULTILINE)[1]
        amounts["mail, lines"] = sum_of_mail(message.body)
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


def sum_of_mail(body):
    """Return what the lines between the items and the total add up to."""
    lines = re.search(r"^Items — .*?(?=^Total — )", body, re.MULTILINE | re.DOTALL)[0]
    return sum(amount_in(line.rpartition(" — ")[2]) for line in lines.strip().split("\n"))
