"""VAT from the address to the mail: consumers and companies, here and abroad."""

import re

import pytest
from django.core import mail

from cart.models import Cart
from checkout.models import FormError, Order, Payment
from checkout.orders.starting import start_order
from shop.core.messaging.sending import send_due
from tests.factories import PromotionFactory
from tests.orders import masked_browser
from tests.shopper import ADDRESS, Shopper, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BERLIN = {
    "delivery-country": "DE",
    "delivery-postcode": "10115",
    "delivery-city": "Berlin",
}
BERN = {"delivery-country": "CH", "delivery-postcode": "3011", "delivery-city": "Bern"}
LILLE = {
    "billing-country": "FR",
    "billing-name": "Zoé Démo",
    "billing-line1": "1 rue des Essais",
    "billing-postcode": "59000",
    "billing-city": "Lille",
}
NUMBER = "DE136695976"


@pytest.fixture
def begun(shopper, variant):
    """A shopper with two cups for 25.80 and postage of 4.90, at the address."""
    return shopper.add(variant, 2).give_email()


def buy(shopper, **address):
    return shopper.give_address(**address).choose_delivery().pay().at_bank()


def amounts(order):
    return order.relief, order.total, order.tax_rows, order.exemption


def confirmation():
    send_due(limit=10)
    (message,) = mail.outbox
    return message


def test_german_consumer_pays_german_tax_within_the_same_price(begun):
    """30.70 hold 30.70 x 19 / 119 = 4.90168: 4.90."""
    buy(begun, **BERLIN)
    order = Order.objects.get()
    assert amounts(order) == (0, 30_70, [[1900, 30_70, 4_90]], "")
    assert order.lines.get().tax_rate == 1900
    assert begun.find("total") == "€30.70"
    assert "VAT 19% — €4.90" in confirmation().body


def test_german_consumer_pays_french_tax_without_the_one_stop_shop(begun, settings):
    """30.70 hold 30.70 / 6 = 5.11667: 5.12."""
    settings.ONE_STOP_SHOP = False
    buy(begun, **BERLIN)
    assert amounts(Order.objects.get()) == (0, 30_70, [[2000, 30_70, 5_12]], "")


def test_german_company_pays_no_tax_and_reads_why(begun):
    """The French tax within 30.70, 5.12, is taken off: 25.58."""
    begun.give_address(**BERLIN, vat_number="de 136 695 976").choose_delivery()
    assert begun.find("buyers-number") == NUMBER
    assert (begun.find("relief"), begun.find("total")) == ("−€5.12", "€25.58")
    assert begun.shown_total == 25_58
    begun.pay().at_bank()

    order = Order.objects.get()
    assert amounts(order) == (5_12, 25_58, [[0, 25_58, 0]], "reverse_charge")
    assert (order.vat_number, order.lines.get().tax_rate) == (NUMBER, 0)
    assert Payment.objects.get().amount == 25_58
    assert begun.find("reverse-charge") == "Reverse charge"
    assert f"VAT number of the buyer: {NUMBER}" in begun.text
    assert "VAT not charged: due by the recipient (reverse charge) −€5.12" in begun.text

    message = confirmation()
    assert (
        "By post — €4.90\n"
        "VAT not charged: due by the recipient (reverse charge) — −€5.12\n"
        "Total — €25.58\n" in message.body
    )
    html = message.alternatives[0].content
    for part in (message.body, html):
        assert "Reverse charge" in part
        assert f"VAT number of the buyer: {NUMBER}" in part
    assert "−€5.12" in html


def test_swiss_consumer_pays_no_tax_and_is_told_of_duties(begun):
    begun.give_address(**BERN).choose_delivery()
    assert "taxes and duties may fall due there" in begun.find("duties")
    begun.pay().at_bank()
    assert amounts(Order.objects.get()) == (5_12, 25_58, [[0, 25_58, 0]], "export")
    assert "VAT not charged (export) −€5.12" in begun.text
    assert begun.find("reverse-charge") is None
    assert "VAT not charged (export) — −€5.12" in confirmation().body


def test_french_company_is_charged_and_its_number_kept(begun):
    buy(begun, vat_number="FR61954506077")
    order = Order.objects.get()
    assert amounts(order) == (0, 30_70, [[2000, 30_70, 5_12]], "")
    assert order.vat_number == "FR61954506077"
    assert "VAT number" not in confirmation().body


def test_what_a_code_takes_off_is_taken_off_first(begun):
    """Ten per cent of 25.80 is 2.58; 28.12 hold 28.12 / 6 = 4.68667: 4.69."""
    PromotionFactory(code="TEN", percent=10)
    begun.post("/cart/code/", {"code": "TEN"})
    buy(begun, **BERLIN, vat_number=NUMBER)
    order = Order.objects.get()
    assert (order.subtotal, order.discount, order.delivery) == (25_80, 2_58, 4_90)
    assert amounts(order) == (4_69, 23_43, [[0, 23_43, 0]], "reverse_charge")


def test_the_number_goes_with_the_country_of_the_bill(begun):
    begun.give_address(**BERLIN, **LILLE, **{"billing-same": []}, vat_number=NUMBER)
    assert begun.page.status_code == 422
    assert "This number is of Germany, and the bill goes to France." in begun.text
    assert Order.objects.get().country == ""
    begun.give_address(**BERLIN, **LILLE, **{"billing-same": []}, vat_number="FR61954506077")
    begun.choose_delivery()
    assert begun.find("relief") is None


def test_a_wrong_number_says_what_to_do_and_loses_nothing(begun):
    begun.give_address(**BERLIN, vat_number="DE 136 695 977")
    assert begun.page.status_code == 422
    assert "No VAT number of the European Union looks like this." in begun.text
    html = begun.page.text
    assert 'value="DE 136 695 977"' in html
    assert 'value="Berlin"' in html
    assert '<details class="business" open>' in html
    assert '<a href="#id_vat_number">' in html
    assert list(FormError.objects.values_list("field", "code")) == [("vat_number", "invalid")]


def test_the_number_is_kept_while_the_country_is_chosen(begun):
    begun.post("/checkout/address/", {**ADDRESS, "refresh": "1", "vat_number": " DE 13"})
    assert 'value=" DE 13"' in begun.page.text
    assert Order.objects.get().vat_number == ""


def test_the_number_is_offered_folded_and_shown_again(begun):
    html = begun.get("/checkout/address/").page.text
    assert '<details class="business">' in html
    assert re.search(r'<input[^>]*name="vat_number"[^>]*autocomplete="off"', html)
    begun.give_address(**BERLIN, vat_number=NUMBER)
    html = begun.get("/checkout/address/").page.text
    assert '<details class="business" open>' in html
    assert f'value="{NUMBER}"' in html
    begun.give_address(**BERLIN)
    assert Order.objects.get().vat_number == ""


def test_a_shop_outside_the_union_neither_asks_nor_keeps(begun, settings):
    settings.COUNTRY = "CH"
    assert "vat_number" not in begun.get("/checkout/address/").page.text
    for typed in (NUMBER, "hello"):
        begun.give_address(**BERLIN, vat_number=typed)
        assert begun.place == "/checkout/delivery/"
        assert Order.objects.get().vat_number == ""


def test_the_number_is_not_kept_while_it_is_typed(begun):
    begun.give_email(wants_reminders="on")
    typed = {**ADDRESS, **BERLIN, "vat_number": NUMBER}
    begun.client.post("/checkout/address/keep/", typed)
    order = Order.objects.get()
    assert (order.addresses.get().city, order.vat_number) == ("Berlin", "")


def test_the_number_stays_while_a_payment_is_open(begun):
    """Like the country, it decides what is paid."""
    begun.give_address(**BERLIN, vat_number=NUMBER).choose_delivery().pay()
    begun.give_address(**BERLIN)
    assert begun.place == "/checkout/payment/"
    assert "A payment for this cart is under way." in begun.text
    assert Order.objects.get().vat_number == NUMBER
    begun.give_address(**BERLIN, vat_number=NUMBER, **{"delivery-line1": "2 Neue Gasse"})
    assert begun.place == "/checkout/delivery/"


def test_paying_after_the_number_went_asks_for_the_tax(begun):
    begun.give_address(**BERLIN, vat_number=NUMBER).choose_delivery()
    shown = begun.shown_total
    begun.give_address(**BERLIN)
    begun.get("/checkout/payment/").pay(shown_total=shown)
    assert "The total is €30.70 by now, not €25.58." in begun.text
    assert not Payment.objects.exists()


def test_a_rate_that_changes_before_the_payment_is_the_one_paid(begun, clock):
    """Finland's reduced rate aside, its standard one was 24 % until 31 August 2024."""
    helsinki = {"delivery-country": "FI", "delivery-postcode": "00100", "delivery-city": "Helsinki"}
    begun.give_address(**helsinki).choose_delivery().pay()
    order = Order.objects.get()
    assert order.tax_rows == [[2550, 30_70, 6_24]]  # 30.70 x 25.5 / 125.5 = 6.23785
    before = order.frozen_as
    clock.move_to("2024-08-31T12:00:00Z")
    begun.get("/checkout/payment/").pay()
    order.refresh_from_db()
    assert order.tax_rows == [[2400, 30_70, 5_94]]  # 30.70 x 24 / 124 = 5.94194
    assert order.frozen_as != before
    assert list(Payment.objects.order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "started",
    ]


def test_a_masked_visitor_never_sees_the_number(begun):
    begun.give_address(**BERLIN, vat_number=NUMBER).choose_delivery()
    masked = masked_browser(Order.objects.get())
    for name in ("address", "delivery", "payment"):
        page = masked.get(f"/checkout/{name}/")
        assert NUMBER not in page.page.text
        assert "136695976" not in page.page.text
    assert masked.shown_total == 25_58
    masked.post("/checkout/address/", {**ADDRESS, **BERLIN, "vat_number": ""})
    assert Order.objects.get().vat_number == NUMBER
    masked.get("/checkout/payment/").pay().at_bank()
    assert masked.place == "/checkout/done/"
    assert NUMBER not in masked.page.text
    assert masked.find("reverse-charge") == "Reverse charge"


def test_who_types_an_address_does_not_get_the_number_of_another(begun):
    begun.give_address(**BERLIN, vat_number=NUMBER)
    cart = Cart.objects.get()
    order = start_order(
        cart=cart, email="max@demo.example", wants_reminders=False, language="en", known=None,
        user_id=None,
    ).order  # fmt: skip
    assert order.vat_number == ""


def test_the_order_of_a_mail_s_link_says_reverse_charge(begun):
    buy(begun, **BERLIN, vat_number=NUMBER)
    link = re.search(r"https?://\S+/o/\S+", confirmation().body)[0]
    page = Shopper("fr").get(path_of(link))
    assert NUMBER in page.text
    assert page.find("relief") is not None


def test_the_cart_is_priced_for_a_consumer_at_home(shopper, variant):
    shopper.add(variant, 2).get("/cart/")
    assert (shopper.find("relief"), shopper.find("duties")) == (None, None)
    assert "of which VAT 20%" in shopper.text
