import re
import tomllib
from collections import Counter

import pytest
from PIL import Image

from shop.demo import reading
from shop.demo.reading import ART, read_catalogue, read_reviews

CATALOGUE = read_catalogue()
REVIEWS = read_reviews()
LANGUAGES = {"fr", "en"}


def test_there_are_enough_products_on_two_levels():
    assert len(CATALOGUE.products) == 141
    assert len(CATALOGUE.categories) == 12
    assert [category.position for category in CATALOGUE.categories] == list(range(1, 13))
    assert sum(len(category.shelves) for category in CATALOGUE.categories) == 35
    assert all(2 <= len(category.shelves) <= 4 for category in CATALOGUE.categories)


def test_names_that_must_be_unique_are():
    slugs = Counter(product.slug for product in CATALOGUE.products)
    skus = Counter(variant.sku for product in CATALOGUE.products for variant in product.variants)
    names = Counter(name for product in CATALOGUE.products for name in product.name.values())
    pictures = Counter(product.picture for product in CATALOGUE.products)
    for counted in (slugs, skus, names, pictures):
        assert {name for name, times in counted.items() if times > 1} == set()


def test_categories_and_shelves_have_addresses_of_their_own():
    shelves = [shelf.slug for category in CATALOGUE.categories for shelf in category.shelves]
    addresses = shelves + [category.slug for category in CATALOGUE.categories]
    assert len(addresses) == len(set(addresses))


def test_products_stand_on_a_shelf_of_their_category_and_leave_none_empty():
    for category in CATALOGUE.categories:
        shelves = {shelf.slug for shelf in category.shelves}
        assert {product.shelf for product in category.products} == shelves


def test_every_word_of_the_vocabulary_is_known_and_used():
    words = {f"{a.code}:{value}" for a in CATALOGUE.attributes for value in a.values}
    products = CATALOGUE.products
    assert {word for product in products for word in words_of(product)} == words
    assert {product.brand for product in products} == set(CATALOGUE.brands)
    assert len(CATALOGUE.brands) == 18


def words_of(product):
    return {*product.attributes, *(o for variant in product.variants for o in variant.options)}


def test_food_and_books_are_taxed_less():
    reduced = {product.shelf for product in CATALOGUE.products if product.tax_class == "reduced"}
    assert reduced == {"sucre", "sale", "boissons", "livres"}


def test_what_goes_with_a_product_is_another_one():
    slugs = {product.slug for product in CATALOGUE.products}
    for product in CATALOGUE.products:
        assert len(product.goes_with) == len(set(product.goes_with)) <= 3, product.slug
        assert set(product.goes_with) <= slugs - {product.slug}, product.slug
    assert sum(bool(product.goes_with) for product in CATALOGUE.products) == 139


def test_some_are_scarce_and_some_are_out_of_stock():
    stock = [variant.stock for product in CATALOGUE.products for variant in product.variants]
    assert len(stock) == 208
    assert stock.count(0) == 10
    assert sum(1 <= units <= 3 for units in stock) == 15


def test_products_are_complete():
    for product in CATALOGUE.products:
        assert all(set(texts) == LANGUAGES for texts in texts_of(product)), product.slug
        assert max(map(len, product.name.values())) <= 40, product.slug
        assert len({options_of(variant) for variant in product.variants}) == 1, product.slug
        assert all(variant.price > 0 and variant.weight > 0 for variant in product.variants)


def texts_of(product):
    return product.name, product.description, product.alt


def options_of(variant):
    return tuple(option.split(":")[0] for option in variant.options)


def test_pictures_are_square_and_small():
    for path in ART.glob("*.webp"):
        assert path.stat().st_size <= 40_000, path.name
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("WEBP", (960, 960)), path.name
    assert sum(path.stat().st_size for path in ART.iterdir()) <= 4_000_000


def test_every_picture_is_used():
    assert {path.stem for path in ART.glob("*.webp")} == {p.picture for p in CATALOGUE.products}


def test_texts_are_set_with_care():
    """Proper apostrophes, spaces that do not break before signs in French, none in English."""
    for product in CATALOGUE.products:
        for language in LANGUAGES:
            for texts in texts_of(product):
                assert faults(texts[language], language=language) == [], product.slug
    for slug, reviews in REVIEWS.items():
        for review in reviews:
            for text in (review.title, review.text, review.answer):
                assert faults(text, language=review.language) == [], slug


def faults(text, *, language):
    signs = r"[^\u202f][;!?]|[^\u00a0]:" if language == "fr" else r"\s[;!?:]"
    return re.findall(rf"^\s|\s$|  |'|\"|—|\d (?:cm|g|kg|°C|%)(?!\w)|{signs}", text)


@pytest.mark.parametrize("text", ["l'eau", "Oui !", "Prix: 3", "fin.  Deux", "18 cm", " a"])
def test_careless_french_is_found(text):
    assert len(faults(text, language="fr")) == 1


def test_reviews_are_of_products_in_the_category_of_their_file():
    files = {path.name for path in reading.CATALOGUE.glob("*.toml")} - {reading.VOCABULARY.name}
    assert {path.name for path in reading.REVIEWS.glob("*.toml")} == files
    for name in files:
        products, reviews = (
            tomllib.loads((folder / name).read_text(encoding="utf-8"))
            for folder in (reading.CATALOGUE, reading.REVIEWS)
        )
        assert set(reviews) <= {product["slug"] for product in products["products"]}, name


def test_reviews_are_many_and_mostly_kind():
    reviews = [review for written in REVIEWS.values() for review in written]
    assert (len(REVIEWS), len(reviews)) == (108, 274)
    assert max(len(written) for written in REVIEWS.values()) <= 6
    assert Counter(review.stars for review in reviews) == {5: 148, 4: 92, 3: 20, 2: 11, 1: 3}
    assert Counter(review.language for review in reviews) == {"fr": 165, "en": 109}
    assert sum(bool(review.answer) for review in reviews) == 22


def test_reviews_have_words_of_their_own():
    for slug, written in REVIEWS.items():
        assert all(review.title and review.text for review in written), slug
        assert len({review.title for review in written}) == len(written), slug
        assert max(len(review.title) for review in written) <= 60, slug
    texts = Counter(review.text for written in REVIEWS.values() for review in written)
    assert max(texts.values()) == 1
