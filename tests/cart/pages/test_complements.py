import pytest

from tests.catalog.pages.test_complements import complement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 30])
def test_the_cart_shows_three_within_its_queries(
    shopper, variant, django_assert_num_queries, count
):
    for number in range(count):
        complement(variant, f"thing-{number}", position=number)
    shopper.add(variant)
    with django_assert_num_queries(5):
        html = shopper.get("/cart/").page.text
    assert html.count("/p/thing-") == min(count, 3)
    assert "Goes well with what is in your cart" in html


def test_the_cart_offers_nothing_where_nothing_goes_well(shopper, variant):
    assert "Goes well with" not in shopper.add(variant).get("/cart/").page.text
