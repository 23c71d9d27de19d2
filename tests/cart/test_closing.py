import pytest

from cart import changing
from cart.closing import close_cart
from cart.models import Cart, CartState, Line
from tests.factories import UserFactory, VariantFactory

pytestmark = pytest.mark.django_db


def rows(cart):
    lines = Line.objects.filter(cart=cart).order_by("variant__sku")
    return list(lines.values_list("variant__sku", "quantity", "place"))


def test_a_cart_that_was_bought_whole_is_closed(cart, line, variant):
    assert close_cart(cart=cart, bought={variant.pk: 2}) is None
    assert Cart.objects.get().state == CartState.ORDERED


def test_what_was_not_bought_stays_with_the_shopper(cart, line, variant):
    """Saved for later, or added in another tab while the bank was asked."""
    user, digest = UserFactory(), cart.token_digest
    Cart.objects.update(user=user, country="BE", is_of_agent=True)
    cart.refresh_from_db()
    changing.add(cart=cart, variant=variant, quantity=1)
    pot = VariantFactory(sku="POT")
    saved = changing.add(cart=cart, variant=pot, quantity=3)
    changing.save_for_later(cart=cart, line_id=saved.pk)
    following = close_cart(cart=cart, bought={variant.pk: 2})
    assert rows(following) == [("CUP", 1, "in_cart"), ("POT", 3, "saved")]
    assert (following.token_digest, following.user, following.country) == (digest, user, "BE")
    assert following.is_of_agent
    cart.refresh_from_db()
    assert (cart.state, cart.token_digest) == (CartState.ORDERED, None)
    assert rows(cart) == [("CUP", 2, "in_cart")]


def test_closing_twice_makes_no_second_cart(cart, line, variant):
    first = close_cart(cart=cart, bought={variant.pk: 1})
    assert close_cart(cart=cart, bought={variant.pk: 1}) is None
    assert set(Cart.objects.all()) == {cart, first}


def test_removed_lines_do_not_follow(cart, line, variant):
    changing.remove(cart=cart, line_id=line.pk)
    assert close_cart(cart=cart, bought={}) is None
