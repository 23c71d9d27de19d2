"""What an order holds is there for its own shopper, and for nobody else."""

import pytest

from cart import changing
from cart.models import Cart
from cart.reading import contents
from catalog.models import Stock
from checkout.models import Order, Payment
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_bank(shopper, variant):
    """A shopper who has all ten units in the cart and is about to pay."""
    return shopper.come_to_payment(variant, 10).pay()


def test_the_last_units_are_paid_after_a_refusal(at_the_bank):
    at_the_bank.at_bank("refuse")
    assert at_the_bank.place == "/checkout/payment/"
    assert at_the_bank.pay().at_bank().place == "/checkout/done/"
    assert Order.objects.get().state == "paid"
    assert [p.state for p in Payment.objects.order_by("pk")] == ["failed", "succeeded"]
    assert Stock.objects.values_list("on_hand", "reserved").get() == (0, 0)


def test_ones_own_units_are_not_sold_out_while_the_bank_waits(at_the_bank):
    assert Stock.objects.values_list("on_hand", "reserved").get() == (10, 10)
    found = contents(Cart.objects.get())
    assert [(row.quantity, row.most, row.notices) for row in found.in_cart] == [(10, 10, [])]
    assert found.is_ready


def test_held_units_are_sold_out_for_everybody_else(at_the_bank, variant):
    other = Shopper().add(variant)
    assert other.place == f"{variant.product.get_absolute_url()}?v=CUP"
    assert Cart.objects.count() == 2
    assert not Cart.objects.order_by("pk").last().lines.exists()


def test_ones_own_units_count_when_the_quantity_is_changed_back(at_the_bank):
    cart = Cart.objects.get()
    line = cart.lines.get()
    assert changing.set_quantity(cart=cart, line_id=line.pk, quantity=1)
    assert changing.set_quantity(cart=cart, line_id=line.pk, quantity=10)
    with pytest.raises(changing.TooFew) as refusal:
        changing.set_quantity(cart=cart, line_id=line.pk, quantity=11)
    assert refusal.value.left == 10
