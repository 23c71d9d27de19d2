"""Somebody signs in while their cart is being ordered."""

import pytest

from cart import changing
from cart.joining import join
from cart.models import Cart, Line
from tests.factories import CartFactory, UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


def test_signing_in_while_the_cart_is_being_ordered():
    """The account's older things stay in the account's cart; the ordered one takes none."""
    user, variant = UserFactory(), VariantFactory()
    own, here = CartFactory(user=user), CartFactory()
    changing.add(cart=own, variant=variant, quantity=1)
    Cart.objects.filter(pk=here.pk).update(state="ordered")
    joined = join(cart=here, user=user, is_in_checkout=False)
    assert (joined.cart, joined.offered) == (own, 0)
    assert list(Line.objects.values_list("cart", "place")) == [(own.pk, "in_cart")]
    assert Cart.objects.get(pk=own.pk).state == "open"
