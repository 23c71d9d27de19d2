"""No order goes on at a price that its shopper has not agreed to (S3.4, M8)."""

import pytest

from cart.models import Line
from catalog.models import Variant
from checkout.models import Order, Payment
from tests.factories import VariantFactory
from tests.shopper import ADDRESS

pytestmark = pytest.mark.django_db


def price(**prices):
    for sku, amount in prices.items():
        Variant.objects.filter(sku=sku).update(price=amount)


def agree(shopper, **prices):
    """Press the button of a page that showed these prices."""
    keys = dict(Line.objects.values_list("variant__sku", "pk"))
    shown = [f"{keys[sku]}:{amount}" for sku, amount in prices.items()]
    return shopper.post("/cart/agree/", {"price": shown})


def test_a_rise_between_the_cart_and_its_button_begins_no_order(shopper, variant):
    shopper.add(variant)
    assert shopper.find("checkout") == "Go to checkout"
    price(CUP=1390)
    assert shopper.get("/checkout/").place == "/cart/"
    assert shopper.give_email().place == "/cart/"
    assert "Something in your cart needs your decision before you can order." in shopper.text
    assert Order.objects.count() == 0
    agree(shopper, CUP=1390)
    assert shopper.give_email().place == "/checkout/address/"


@pytest.mark.parametrize("name", ["email", "address", "delivery", "payment"])
def test_a_rise_on_the_way_stops_every_step(shopper, variant, name):
    shopper.come_to_payment(variant)
    form = {
        "email": {"email": "other@demo.example"},
        "address": {**ADDRESS, "delivery-city": "Lyon"},
        "delivery": {"method": "1"},
        "payment": {"shown_total": shopper.shown_total, "gateway": "testbank"},
    }[name]
    before = Order.objects.values().get()
    price(CUP=1390)
    assert shopper.post(f"/checkout/{name}/", form).place == "/cart/"
    assert "The price rose from €12.90 to €13.90." in shopper.text
    assert (Order.objects.values().get(), Payment.objects.count()) == (before, 0)


def test_a_fall_elsewhere_hides_no_rise(shopper, variant):
    """The total is the one that was shown, and still somebody must say yes to the dearer thing."""
    shopper.add(VariantFactory(sku="POT", price=1000)).come_to_payment(variant)
    total = shopper.shown_total
    price(CUP=1390, POT=900)
    assert shopper.pay(total).place == "/cart/"
    assert Payment.objects.count() == 0
    agree(shopper, CUP=1390, POT=900)
    assert shopper.get("/checkout/payment/").shown_total == total
    assert shopper.pay(total).place.startswith("/testbank/")


def test_agreeing_in_another_tab_does_not_press_the_stale_button(shopper, variant):
    shopper.come_to_payment(variant)
    stale = shopper.shown_total
    price(CUP=1390)
    agree(shopper, CUP=1390)
    assert shopper.pay(stale).place == "/checkout/payment/"
    assert "The total is €18.80 by now, not €17.80." in shopper.text
    assert Payment.objects.count() == 0
    assert shopper.pay().place.startswith("/testbank/")


def test_agreeing_on_a_stale_page_is_no_agreement(shopper, variant):
    """One tab showed the first rise; the second rise was shown to nobody."""
    shopper.add(variant)
    price(CUP=1490)
    agree(shopper, CUP=1390)
    assert "A price has just changed once more." in shopper.text
    assert shopper.give_email().place == "/cart/"
    assert Order.objects.count() == 0


def test_what_was_agreed_to_is_not_asked_again_for_another_line(shopper, variant):
    shopper.add(VariantFactory(sku="POT", price=1000)).add(variant)
    price(CUP=1390, POT=1200)
    agree(shopper, CUP=1390, POT=1100)
    assert dict(Line.objects.values_list("variant__sku", "seen_price")) == {
        "CUP": 1390,
        "POT": 1000,
    }
    assert shopper.find("checkout") is None
    agree(shopper, CUP=1390, POT=1200)
    assert shopper.find("checkout") == "Go to checkout"


def test_a_fall_is_passed_on_without_a_question(shopper, variant):
    shopper.come_to_payment(variant)
    price(CUP=990)
    assert shopper.pay().place.startswith("/testbank/")
    assert Payment.objects.get().amount == 1480


def test_a_rise_of_what_is_saved_for_later_asks_when_it_comes_back(shopper, variant):
    shopper.add(VariantFactory(sku="POT", price=1000)).add(variant)
    line = Line.objects.get(variant__sku="CUP")
    shopper.post(f"/cart/line/{line.pk}/", {"do": "save"})
    price(CUP=1390)
    assert shopper.get("/cart/").find("checkout") == "Go to checkout"
    assert shopper.post(f"/cart/line/{line.pk}/", {"do": "move"}).find("checkout") is None
    assert shopper.give_email().place == "/cart/"


def test_a_fall_that_was_shown_is_what_a_rise_is_measured_by(shopper, variant):
    """12.90, then 10.00 in the cart, then 12.90 again: nobody has agreed to that (S3.4)."""
    shopper.add(variant)
    price(CUP=1000)
    assert (
        "The price fell from €12.90 to €10.00: you pay the lower one." in shopper.get("/cart/").text
    )
    assert "The price" not in shopper.get("/cart/").text
    assert shopper.find("checkout") == "Go to checkout"
    price(CUP=1290)
    assert shopper.get("/checkout/").place == "/cart/"
    assert "The price rose from €10.00 to €12.90." in shopper.text


def test_a_fall_that_nobody_saw_is_none(shopper, variant):
    shopper.add(variant)
    price(CUP=1000)
    price(CUP=1290)
    assert "The price" not in shopper.get("/cart/").text
    assert shopper.give_email().place == "/checkout/address/"
