"""A cart that is ordered between the look-up and the change (M12)."""

import pytest

from cart import changing
from cart.models import Cart
from tests.factories import VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/cart/code/drop/", "/cart/agree/"])
def test_a_stale_tab_of_an_ordered_cart(monkeypatch, address):
    shopper = Shopper().add(VariantFactory())
    real = changing.touch

    def touch(cart, **changes):
        Cart.objects.update(state="ordered")
        real(cart, **changes)

    monkeypatch.setattr(changing, "touch", touch)
    monkeypatch.setattr("cart.promotions.codes.touch", touch)
    shopper.post(address)
    assert shopper.place == "/cart/"
    assert "That cart is no longer open." in shopper.text
