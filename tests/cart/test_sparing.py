"""A cart as others may see it, and the note that greets whoever is back (R13, S3.2)."""

import pytest

from cart import changing
from cart.reading import contents
from cart.sparing import spared
from tests.factories import CartFactory, CategoryFactory, ProductFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def cup():
    return VariantFactory(price=1000)


@pytest.fixture
def pill():
    shelf = CategoryFactory(is_sensitive=True)
    return VariantFactory(price=300, product=ProductFactory(category=shelf))


@pytest.fixture
def veil():
    return VariantFactory(price=20, product=ProductFactory(is_sensitive=True))


def read(*variants):
    cart = CartFactory()
    for variant in variants:
        changing.add(cart=cart, variant=variant, quantity=2)
    return contents(cart)


def test_neither_lines_nor_sums_tell_of_what_is_sensitive(cup, pill, veil):
    whole = read(pill, cup, veil)
    shown = spared(whole)
    assert [row.sku for row in shown.in_cart] == [cup.sku]
    assert (shown.held_back, shown.size, shown.totals.goods) == (2, 2, 2000)
    assert shown.in_cart[0].priced == shown.totals.items[0]
    assert (whole.held_back, whole.size, whole.totals.goods) == (0, 6, 2640)
    assert all(row.priced for row in whole.in_cart)


def test_what_is_saved_for_later_is_held_back_uncounted(cup, pill):
    whole = read(cup, pill)
    changing.save_for_later(cart=whole.cart, line_id=whole.in_cart[1].pk)
    shown = spared(contents(whole.cart))
    assert ([row.sku for row in shown.rows], shown.held_back) == ([cup.sku], 0)


def test_other_carts_stay_as_they_are(cup):
    whole = read(cup)
    assert spared(whole) is whole


def back_with(*variants):
    """Return a shopper who filled a cart, went away for long and opens a page."""
    shopper = Shopper().fill(variants)
    del shopper.client.cookies["cart_size"]
    return shopper.get("/")


def test_of_a_cart_with_only_sensitive_things_there_is_no_welcome(
    pill, veil, django_assert_num_queries
):
    shopper = back_with(pill, veil)
    assert shopper.find("welcome-back") is None
    with django_assert_num_queries(3):  # nothing is asked again on the next page
        shopper.get("/")


def test_the_welcome_counts_nothing_where_some_is_sensitive(cup, pill):
    words = back_with(cup, pill).text
    assert "Welcome back. We kept your cart. " in words
    assert "in it." not in words


def test_the_welcome_counts_where_nothing_is_sensitive(cup):
    assert "We kept your cart: 1 thing is in it." in back_with(cup).text
