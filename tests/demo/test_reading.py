from collections import Counter

import pytest
from PIL import Image

from shop.demo.reading import ART, read_catalogue

CATALOGUE = read_catalogue()
LANGUAGES = {"fr", "en"}


def test_there_are_thirty_products_on_two_levels():
    assert len(CATALOGUE.products) == 30
    assert len(CATALOGUE.categories) == 7
    assert all(category.products and category.shelves for category in CATALOGUE.categories)


def test_names_that_must_be_unique_are():
    slugs = Counter(product.slug for product in CATALOGUE.products)
    skus = Counter(variant.sku for product in CATALOGUE.products for variant in product.variants)
    assert {name for name, times in (slugs + skus).items() if times > 1} == set()


def test_every_shelf_has_a_product():
    shelves = {shelf.slug for category in CATALOGUE.categories for shelf in category.shelves}
    assert {product.shelf for product in CATALOGUE.products} == shelves


def test_some_are_scarce_and_some_are_out_of_stock():
    stock = [variant.stock for product in CATALOGUE.products for variant in product.variants]
    assert stock.count(0) == 5
    assert sum(1 <= units <= 3 for units in stock) == 11


@pytest.mark.parametrize("product", CATALOGUE.products, ids=lambda product: product.slug)
def test_product_is_complete(product):
    for texts in (product.name, product.description, product.alt):
        assert set(texts) == LANGUAGES
        assert all(text == text.strip() and "  " not in text for text in texts.values())
    assert len({tuple(o.split(":")[0] for o in v.options) for v in product.variants}) == 1
    assert all(variant.price > 0 and variant.weight > 0 for variant in product.variants)


@pytest.mark.parametrize("product", CATALOGUE.products, ids=lambda product: product.slug)
def test_picture_is_square_and_small(product):
    assert product.art.stat().st_size <= 40_000
    with Image.open(product.art) as picture:
        assert (picture.format, picture.size) == ("WEBP", (960, 960))


def test_every_picture_is_used():
    assert {path.stem for path in ART.glob("*.webp")} == {p.picture for p in CATALOGUE.products}
