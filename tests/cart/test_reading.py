import pytest
from django.utils.translation import override

from cart import changing
from cart.promotions import codes
from cart.reading import contents
from catalog.models import Stock, Variant
from catalog.variants import set_option_values
from tests.catalog.conftest import add_picture
from tests.factories import (
    AttributeValueFactory,
    DeliveryMethodFactory,
    DeliveryZoneFactory,
    PromotionFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


def fill(cart, count):
    for variant in VariantFactory.create_batch(count):
        set_option_values(variant=variant, values=[AttributeValueFactory()])
        add_picture(variant.product)
        changing.add(cart=cart, variant=variant, quantity=1)


@pytest.mark.parametrize("count", [1, 30])
def test_contents_cost_three_queries(cart, django_assert_num_queries, count):
    DeliveryMethodFactory()
    fill(cart, count)
    with django_assert_num_queries(3):
        found = contents(cart)
        assert (found.size, len(found.buyable), found.totals.total > 0) == (count, count, True)


def test_an_empty_cart_costs_one_query(cart, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = contents(cart)
        assert (found.rows, found.totals.total, found.is_ready) == ([], 0, False)


def test_contents_are_todays_prices(cart, line):
    Variant.objects.update(price=990)
    found = contents(cart)
    assert (found.totals.subtotal, found.in_cart[0].seen_price) == (1980, 1290)


def test_what_cannot_be_bought_is_shown_and_not_counted(cart, line):
    changing.add(cart=cart, variant=VariantFactory(price=500), quantity=1)
    Stock.objects.filter(variant=line.variant).update(on_hand=0)
    found = contents(cart)
    assert (len(found.in_cart), found.totals.subtotal, found.is_ready) == (2, 500, False)


@pytest.mark.parametrize("change", [{"is_active": False}, {"price": 1390}])
def test_a_cart_is_not_ready_while_something_is_to_be_decided(cart, line, change):
    assert contents(cart).is_ready
    Variant.objects.update(**change)
    assert not contents(cart).is_ready


def test_a_rise_is_settled_by_agreeing_and_a_fall_by_itself(cart, line):
    Variant.objects.update(price=1390)
    assert contents(cart).risen
    changing.agree(cart=cart, prices={line.pk: 1390})
    assert contents(cart).is_ready
    Variant.objects.update(price=1190)
    assert contents(cart).is_ready


def test_the_cheapest_delivery_is_the_estimate_until_one_is_chosen(cart, line):
    DeliveryMethodFactory(rates=[{"price": 900}])
    cheap = DeliveryMethodFactory(rates=[{"price": 400}], position=1)
    dear = DeliveryMethodFactory(rates=[{"price": 1500}], position=2)
    assert contents(cart).totals.delivery == 400
    assert contents(cart).is_estimate
    chosen = contents(cart, method_id=dear.pk)
    assert (chosen.totals.delivery, chosen.is_estimate) == (1500, False)
    assert contents(cart, method_id=cheap.pk).totals.total == 2980


def test_free_delivery_counts_what_the_code_leaves(cart, line):
    """2 x 12.90 reach 25.00; with half off they do not, and cost less all the same."""
    DeliveryMethodFactory(rates=[{"price": 490}, {"price": 0, "least_total": 2500}])
    assert contents(cart).totals.delivery == 0
    PromotionFactory(code="HALF", percent=50)
    codes.apply_code(cart=cart, text="HALF")
    found = contents(cart)
    assert (found.totals.goods, found.totals.delivery, found.until_free) == (1290, 490, 1210)


def test_a_code_that_would_cost_free_delivery_is_left_out(cart, line):
    """25.80 travels free; with 10 % off, 23.22 and 4.90 postage would be more."""
    DeliveryMethodFactory(rates=[{"price": 490}, {"price": 0, "least_total": 2500}])
    PromotionFactory(code="TEN", percent=10)
    with override("en"), pytest.raises(codes.Refused) as refusal:
        codes.apply_code(cart=cart, text="TEN")
    assert refusal.value.words == "The code TEN would not make this order cheaper."
    assert contents(cart).totals.total == 2580


def test_a_code_that_ran_out_gives_nothing(cart, line):
    promotion = PromotionFactory(code="TEN")
    codes.apply_code(cart=cart, text="TEN")
    promotion.is_active = False
    promotion.save()
    cart.refresh_from_db()
    found = contents(cart)
    assert (found.code, found.totals.discount) == ("", 0)


def test_a_row_has_the_picture_of_its_variant_before_the_products(cart, variant):
    add_picture(variant.product, position=0)
    add_picture(variant.product, position=1, variant=variant)
    other = VariantFactory(product=variant.product)
    for each in (variant, other):
        changing.add(cart=cart, variant=each, quantity=1)
    found = contents(cart)
    second = f"{variant.product.slug}-1/"
    assert [second in row.image.url for row in found.in_cart] == [True, False]


def test_contents_speak_the_visitors_language(cart, line):
    with override("fr"):
        found = contents(cart)
        assert found.in_cart[0].name == f"{line.variant.product.slug} fr"
        assert found.delivery_words == "Livraison\u00a0: France"


def test_without_any_way_to_deliver_the_cost_is_not_known(cart, line):
    found = contents(cart)
    assert (found.offers, found.totals.delivery, found.totals.total) == ([], None, 2580)


def test_the_estimate_is_for_the_country_that_was_chosen_and_an_order_goes_before(cart, line):
    DeliveryMethodFactory(countries="FR", rates=[{"price": 490}])
    DeliveryMethodFactory(countries="BE", rates=[{"price": 890}])
    DeliveryMethodFactory(countries="CH", rates=[{"price": 1490}])
    assert (contents(cart).country, contents(cart).totals.delivery) == ("FR", 490)
    cart.country = "BE"
    assert (contents(cart).country, contents(cart).totals.delivery) == ("BE", 890)
    assert contents(cart, country="CH").totals.delivery == 1490


def test_free_delivery_ahead_is_that_of_the_zone(cart, line):
    zone = {"zone": DeliveryZoneFactory(countries="CH")}
    DeliveryMethodFactory(
        rates=[{"price": 490}, {"price": 0, "least_total": 3000}, {"price": 1490, **zone}]
    )
    assert contents(cart).until_free == 420
    assert contents(cart, country="CH").until_free is None


def test_free_delivery_ahead_is_named_when_another_way_is_chosen(cart, line):
    DeliveryMethodFactory(name_en="Post", rates=[{"price": 490}, {"price": 0, "least_total": 3000}])
    express = DeliveryMethodFactory(rates=[{"price": 1290}])
    with override("en"):
        found = contents(cart, method_id=express.pk).free_ahead
    assert (found.name, found.missing, found.is_shown) == ("Post", 420, False)


def test_a_country_that_nothing_reaches_has_no_delivery_and_a_reason(cart, line):
    DeliveryMethodFactory(countries="FR")
    found = contents(cart, country="JP")
    assert (found.offers, found.totals.delivery, found.until_free) == ([], None, None)
    with override("en"):
        assert found.undeliverable == "We do not deliver to this country yet: Japan."
    assert contents(cart).undeliverable == ""


def test_an_empty_cart_is_not_called_undeliverable(cart):
    DeliveryMethodFactory(countries="BE")
    assert contents(cart).undeliverable == ""
