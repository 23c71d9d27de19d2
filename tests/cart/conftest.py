import pytest

from cart import changing
from cart.models import Cart
from shop.core.tokens import new_token
from tests.factories import VariantFactory
from tests.shopper import Shopper


@pytest.fixture
def variant(db):
    """A thing for 12.90, ten of them."""
    return VariantFactory(sku="CUP", price=1290, weight=400)


@pytest.fixture
def cart(db):
    return Cart.objects.create(token_digest=new_token().digest, language="en")


@pytest.fixture
def line(cart, variant):
    """Two cups in the cart."""
    return changing.add(cart=cart, variant=variant, quantity=2)


@pytest.fixture
def shopper(db):
    return Shopper()
