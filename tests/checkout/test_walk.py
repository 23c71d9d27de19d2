"""The whole way, from the product to the order, as one shopper goes it."""

import pytest
from django.core import mail

from cart.models import Cart
from catalog.models import Stock
from checkout.models import Order, Payment
from shop.core.messaging.sending import send_due

pytestmark = pytest.mark.django_db


def test_from_product_to_confirmation(shopper, variant):
    shopper.add(variant, 2)
    assert shopper.place == "/cart/"
    assert shopper.find("total") == "€30.70"
    shopper.get("/checkout/")
    assert shopper.place == "/checkout/email/"
    shopper.give_email()
    assert shopper.place == "/checkout/address/"
    shopper.give_address()
    assert shopper.place == "/checkout/delivery/"
    shopper.choose_delivery()
    assert shopper.place == "/checkout/payment/"
    assert shopper.shown_total == 3070
    shopper.pay()
    assert "/testbank/" in shopper.place
    shopper.at_bank("refuse", reason="no_funds")
    assert shopper.place == "/checkout/payment/"
    assert "not enough money" in shopper.text
    shopper.pay().at_bank()
    assert shopper.place == "/checkout/done/"
    order = Order.objects.get()
    assert shopper.find("order-number") == order.reference
    assert (order.state, order.total) == ("paid", 3070)
    assert [p.state for p in Payment.objects.order_by("pk")] == ["failed", "succeeded"]
    assert Stock.objects.values_list("on_hand", "reserved").get() == (8, 0)
    assert Cart.objects.get().state == "ordered"
    send_due(limit=10)
    assert [m.to for m in mail.outbox] == [["zoe@demo.example"]]
    assert "€30.70" in mail.outbox[0].body
