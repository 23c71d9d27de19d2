import re

import pytest
from django.core import mail

from checkout.models import Order, OrderToken
from shop.core.messaging.sending import send_due
from tests.shopper import Shopper, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(shopper, variant):
    return shopper.come_to_payment(variant).pay().at_bank()


def link():
    send_due(limit=10)
    return re.search(r"/o/\S+/", mail.outbox[-1].body)[0]


def test_the_confirmation_says_number_status_amount_and_what_comes_next(bought):
    order = Order.objects.get()
    assert bought.find("order-number") == order.reference
    assert (bought.find("status"), bought.find("charged")) == ("Ordered and paid", "€17.80")
    assert "We are getting your parcel ready. It should reach you between" in bought.text
    assert "1 rue des Essais 75011 Paris France" in bought.text


def test_the_confirmation_is_safe_to_reload(bought):
    for _ in range(3):
        bought.get("/checkout/done/")
    assert (Order.objects.count(), bought.find("status")) == (1, "Ordered and paid")


def test_the_mails_link_shows_the_order_anywhere(bought):
    elsewhere = Shopper().get(link())
    assert elsewhere.find("order-number") == Order.objects.get().reference
    assert "1 rue des Essais" in elsewhere.text


def test_no_link_stands_in_the_database(bought):
    secret = link().strip("/").partition("/")[2]
    assert len(secret) == 43
    assert not OrderToken.objects.filter(digest=secret).exists()


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 500, "é" * 43, "..%2f", "%00"])
def test_any_other_link_shows_nothing(bought, token):
    page = Shopper().get(f"/o/{token}/")
    assert page.page.status_code == 404
    assert Order.objects.get().reference not in page.page.text


def test_one_order_is_not_another(bought, variant):
    """Two shoppers: neither sees the other's (M19)."""
    other = Shopper().come_to_payment(variant).pay().at_bank()
    numbers = {each.get("/checkout/done/").find("order-number") for each in (bought, other)}
    assert len(numbers) == 2


def test_without_an_order_there_is_nothing_to_show(client):
    response = client.get("/checkout/done/")
    assert response.status_code == 404
    assert "No order to show" in response.text or "Aucune commande" in response.text


def test_an_order_that_was_begun_leads_on(shopper, variant):
    shopper.add(variant).give_email()
    assert shopper.get("/checkout/done/").place == "/checkout/address/"


def test_after_the_order_the_header_counts_nothing(bought):
    assert bought.find("cart-size") is None
    assert bought.get("/").find("cart-size") is None


def test_what_is_left_over_is_counted_and_no_return(shopper, variant):
    shopper.come_to_payment(variant).pay()
    bank = shopper.place
    shopper.add(variant, 2).post(path_of(bank), {"answer": "accept"})
    assert shopper.find("cart-size") == "2"
    assert "We kept your cart" not in shopper.get("/").text


def test_after_the_order_a_new_cart_begins(bought, variant):
    assert "nothing in it yet" in bought.get("/cart/").text
    assert bought.add(variant).find("total") == "€17.80"
    bought.give_email().give_address().choose_delivery().pay().at_bank()
    assert Order.objects.filter(state="paid").count() == 2


@pytest.mark.parametrize("address", ["/checkout/done/", "link"])
def test_orders_are_kept_by_no_cache_and_no_search_engine(bought, address):
    page = bought.get(link() if address == "link" else address).page
    assert "no-store" in page.headers["Cache-Control"]
    assert 'content="noindex"' in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
