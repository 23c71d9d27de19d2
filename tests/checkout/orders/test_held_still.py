"""What decided the price of an open payment stays as it is until the payment is over (M8)."""

import pytest

from cart import changing
from checkout.models import AddressKind, Order
from checkout.orders.starting import choose_delivery, save_addresses
from checkout.payments.asking import ask_about
from checkout.payments.calling_off import call_off
from tests.factories import DeliveryMethodFactory
from tests.orders import HOME, at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(variant):
    return ready_order({variant: 2}, method=DeliveryMethodFactory())


def move_to(order, **changes):
    save_addresses(order=order, addresses={AddressKind.DELIVERY: {**HOME, **changes}})


def test_another_country_while_a_payment_is_open(order):
    """Else the postage to the first one would be paid for a parcel to the other."""
    payment = pay(order)
    with pytest.raises(changing.InUse):
        move_to(order, country="BE")
    assert order.addresses.get().country == "FR"
    call_off(payment, by="shopper")
    move_to(order, country="BE")
    order.refresh_from_db()
    assert (order.country, order.addresses.get().country) == ("BE", "BE")


def test_another_street_while_a_payment_is_open(order):
    pay(order)
    move_to(order, line1="2 rue des Essais")
    assert order.addresses.get().line1 == "2 rue des Essais"


def test_another_delivery_while_a_payment_is_open(order):
    payment, other = pay(order), DeliveryMethodFactory()
    with pytest.raises(changing.InUse):
        choose_delivery(order=order, method_id=other.pk)
    choose_delivery(order=order, method_id=order.delivery_method_id)
    call_off(payment, by="shopper")
    choose_delivery(order=order, method_id=other.pk)
    order.refresh_from_db()
    assert order.delivery_method == other


def test_a_paid_order_changes_no_more(order):
    payment = pay(order)
    at_bank(payment)
    ask_about(payment)
    with pytest.raises(changing.Closed):
        move_to(order, line1="2 rue des Essais")
    assert order.addresses.get().line1 == "1 rue des Essais"


def test_an_order_that_another_tab_has_erased(order):
    stale = Order.objects.get()
    changing.empty(cart=order.cart)
    for change in (
        lambda: move_to(stale),
        lambda: choose_delivery(order=stale, method_id=stale.delivery_method_id),
    ):
        with pytest.raises(changing.Closed):
            change()


def test_the_pages_lead_to_the_payment_page(shopper, variant):
    other = DeliveryMethodFactory(countries="FR,BE", rates=[{"price": 990}])
    shopper.come_to_payment(variant).pay()
    words = "A payment for this cart is under way. Finish it or call it off first"
    shopper.give_address(**{"delivery-country": "BE", "delivery-postcode": "1000"})
    assert (shopper.place, words in shopper.text) == ("/checkout/payment/", True)
    shopper.post("/checkout/delivery/", {"method": other.pk})
    assert (shopper.place, words in shopper.text) == ("/checkout/payment/", True)


def test_the_pages_lead_from_an_erased_cart_to_the_cart(shopper, variant, monkeypatch):
    shopper.come_to_payment(variant)
    method = Order.objects.get().delivery_method_id

    def erase_first(**given):
        changing.empty(cart=given["order"].cart)
        return choose_delivery(**given)

    monkeypatch.setattr("checkout.pages.delivery.choose_delivery", erase_first)
    shopper.post("/checkout/delivery/", {"method": method})
    assert shopper.place == "/cart/"
