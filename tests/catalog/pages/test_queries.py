import pytest
from django.utils.translation import override

from catalog.models import ProductOption
from catalog.pages import queries
from catalog.pages.shelves import Shelves
from catalog.variants import set_option_values
from tests.catalog.conftest import add_picture
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


def slugs(cards):
    return [card.slug for card in cards]


def test_cards_keep_the_order_of_the_keys_and_leave_out_what_is_not_published():
    first, second = ProductFactory.create_batch(2)
    hidden = ProductFactory(is_published=False)
    cards = queries.cards([second.pk, hidden.pk, first.pk])
    assert slugs(cards) == [second.slug, first.slug]


def test_card_knows_its_lowest_price_and_the_stock_of_all_variants():
    product = ProductFactory()
    VariantFactory(product=product, price=1990, on_hand=1)
    VariantFactory(product=product, price=1290, on_hand=1)
    VariantFactory(product=product, price=100, on_hand=50, is_active=False)
    [card] = queries.cards([product.pk])
    assert (card.price, card.has_several_prices, card.availability.units) == (1290, True, 2)


def test_card_without_a_variant_for_sale_has_no_offer():
    [card] = queries.cards([VariantFactory(is_active=False).product_id])
    assert (card.offers, card.image, card.availability.state) == ([], None, "out")


def test_card_shows_the_first_picture_and_falls_back_to_the_name_as_its_description():
    product = ProductFactory(name_fr="Tasse", name_en="Cup")
    add_picture(product, position=2)
    add_picture(product, position=1)
    with override("en"):
        [card] = queries.cards([product.pk])
    assert [(i.url, i.alt) for i in card.images] == [
        (f"/media/products/{product.slug}-1/640w.webp", "Cup")
    ]


def test_cards_speak_the_active_language_and_fall_back_to_the_shops():
    both = ProductFactory(name_fr="Tasse", name_en="Cup")
    french = ProductFactory(name_fr="Bougie", name_en="")
    with override("en"):
        assert [c.name for c in queries.cards([both.pk, french.pk])] == ["Cup", "Bougie"]
    with override("fr"):
        assert [c.name for c in queries.cards([both.pk, french.pk])] == ["Tasse", "Bougie"]


def test_newest_takes_the_last_published_ones():
    products = ProductFactory.create_batch(3)
    assert slugs(queries.newest(2)) == [products[2].slug, products[1].slug]


def test_with_related_gives_every_picture_of_the_product_and_one_of_the_others(make_products):
    first, second, third = make_products(3)
    card, related, others = queries.with_related(first)
    assert (card.slug, len(card.images), others) == (first.slug, 2, [])
    assert slugs(related) == [third.slug, second.slug]
    assert [len(other.images) for other in related] == [1, 1]


def test_with_related_gives_the_newest_ones_but_the_product_itself(make_products):
    products = make_products(queries.RELATED + 2)
    newest = products[-1]
    _card, related, _others = queries.with_related(newest)
    assert slugs(related) == [each.slug for each in products[-2:0:-1]]


def test_properties_tell_the_product_and_its_variants_apart():
    material = AttributeFactory(name_en="Material", position=2)
    size = AttributeFactory(name_en="Size", position=1)
    wood = AttributeValueFactory(attribute=material, name_en="Wood")
    small, large = (
        AttributeValueFactory(attribute=size, name_en=name, position=place)
        for place, name in enumerate(["Small", "Large"])
    )
    product = ProductFactory()
    product.attributes.set([wood])
    ProductOption.objects.create(product=product, attribute=size)
    variants = [VariantFactory(product=product) for _ in range(2)]
    for variant, value in zip(variants, [small, large], strict=True):
        set_option_values(variant=variant, values=[value])
    with override("en"):
        found = queries.properties(product)
    assert found.of_product == [("Material", "Wood")]
    assert found.of_variants == {
        variants[0].pk: [("Size", "Small")],
        variants[1].pk: [("Size", "Large")],
    }


def test_shelves_are_read_in_one_query(django_assert_num_queries):
    top = CategoryFactory(slug="home")
    below = CategoryFactory(slug="candles", parent=top)
    with django_assert_num_queries(1):
        shelves = Shelves()
    shelf = shelves.named("candles")
    assert [s.slug for s in shelf.trail] == ["home", "candles"]
    assert shelves.named("home").ids == [top.pk, below.pk]
    assert [s.slug for s in shelves.top] == ["home"]
