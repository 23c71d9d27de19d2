"""Words that may be suggested: whose they are, that they keep to transactions, and never wait."""

from threading import Thread

import pytest
from django.db import connection, transaction

from catalog.models import Category, Product, SearchWord
from catalog.search import tending, vocabulary
from catalog.search.own_words import words_in_use
from catalog.search.vocabulary import Spelling, spellings_in
from tests.catalog.search.conftest import rolled_back
from tests.factories import (
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


def words(language="fr"):
    return sorted(SearchWord.objects.filter(language=language).values_list("word", flat=True))


@pytest.fixture
def hat():
    return ProductFactory(
        name_fr="Chapeau d’été",
        name_en="Hat",
        category=CategoryFactory(name_fr="Têtes", name_en=""),
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Théière", [("théière", "theiere")]),
        ("fr", "T-shirt", [("t-shirt", "tshirt"), ("shirt", "shirt")]),
        ("fr", "L’été", [("l'été", "lete"), ("été", "ete")]),
        ("fr", "Tasse de la mer", [("tasse", "tasse"), ("mer", "mer")]),
        ("en", "The sea", [("sea", "sea")]),
        ("fr", "XL 24 cm AB-12 bô \0 😀", []),
        ("fr", "a" * 41, []),
        ("fr", "-".join(["abcdefghi"] * 5), [("abcdefghi", "abcdefghi")] * 5),
    ],
)
def test_spellings_in_a_text(language, text, expected):
    assert [(word, plain) for _code, word, plain in spellings_in(text, language)] == expected


def test_a_product_brings_the_words_of_names_and_not_of_its_description(hat):
    hat.description_fr = "Très élégant"
    hat.brand = BrandFactory(name="Pie Discrète")
    hat.save()
    variant = VariantFactory(product=hat, sku="CHAP-XYZ")
    variant.option_values.add(
        AttributeValueFactory(name_fr="paille", name_en="", attribute__name_fr="Matière")
    )
    assert words() == [
        "chapeau", "d'été", "discrète", "matière", "paille", "pie", "têtes", "été",
    ]  # fmt: skip


def test_a_known_word_is_not_written_again(hat):
    hat.save()
    ProductFactory(name_fr="Chapeau", name_en="", category=hat.category)
    assert words() == ["chapeau", "d'été", "têtes", "été"]


def test_a_rolled_back_edit_leaves_no_word(hat):
    with rolled_back():
        hat.name_fr = "Bonnet"
        hat.save()
        assert "bonnet" in words()
    assert "bonnet" not in words()


@pytest.mark.parametrize("mark", ["product", "category", "above"])
def test_what_is_sensitive_brings_no_words(mark):
    top = CategoryFactory(name_fr="Haut", name_en="", is_sensitive=mark == "above")
    category = CategoryFactory(
        name_fr="Rayon", name_en="", parent=top, is_sensitive=mark == "category"
    )
    ProductFactory(name_fr="Secret", name_en="", category=category, is_sensitive=mark == "product")
    assert words() == []
    Product.objects.update(is_sensitive=False)
    Category.objects.update(is_sensitive=False)
    Product.objects.get().save()
    assert words() == ["haut", "rayon", "secret"]


def test_tidy_vocabulary_forgets_what_nothing_uses_and_keeps_each_once(hat):
    SearchWord.objects.bulk_create(
        [SearchWord(language="fr", word=word, plain="x") for word in ("vieux", "vieux")]
        + [SearchWord(language="fr", word="chapeau", plain="chapeau")]
    )
    SearchWord.objects.filter(word="têtes").delete()
    assert tending.tidy_vocabulary() == (1, 3)
    assert words() == ["chapeau", "d'été", "têtes", "été"]
    assert tending.tidy_vocabulary() == (0, 0)


def test_tidy_vocabulary_forgets_what_has_become_sensitive(hat):
    Product.objects.update(is_sensitive=True)
    tending.tidy_vocabulary()
    assert SearchWord.objects.count() == 0


def test_words_in_use_are_those_that_products_have_brought():
    """Of every kind of text and mark, once read by product and once by what products share."""
    top = CategoryFactory(name_fr="Haut", name_en="Top")
    hidden = CategoryFactory(name_fr="Caché", name_en="Hidden", is_sensitive=True)
    low = CategoryFactory(name_fr="Bas", name_en="Low", parent=top)
    CategoryFactory(name_fr="Vide", name_en="Empty")
    for n, (category, marked) in enumerate([(low, False), (low, True), (hidden, False)]):
        letter = "abc"[n] * 3
        product = ProductFactory(
            name_fr=f"Nom{letter}",
            name_en=f"Name{letter}",
            category=category,
            is_sensitive=marked,
            brand=BrandFactory(name=f"Marque{letter}"),
        )
        product.attributes.add(
            AttributeValueFactory(name_fr=f"Val{letter}", attribute__name_fr=f"Att{letter}")
        )
        VariantFactory(product=product).option_values.add(
            AttributeValueFactory(name_fr=f"Opt{letter}", attribute__name_en=f"Opp{letter}")
        )
    BrandFactory(name="Personne")
    brought = {
        Spelling(*row) for row in SearchWord.objects.values_list("language", "word", "plain")
    }
    assert words_in_use() == brought
    assert {"nomaaa", "marqueaaa", "valaaa", "attaaa", "optaaa", "haut", "bas"} <= {*words()}
    assert {word for word in words() if word.endswith(("bbb", "ccc"))} == set()


def test_known_tells_both_languages_by_length(hat):
    known = vocabulary.known()
    assert known["fr"].by_length[7] == (["chapeau"], ["chapeau"])
    assert known["fr"].by_length[3] == (["ete"], ["été"])
    assert known["en"].plain == {"hat"}


def test_known_of_an_empty_shop_is_empty():
    assert {code: known.plain for code, known in vocabulary.known().items()} == {
        "fr": frozenset(),
        "en": frozenset(),
    }


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_bring_one_word_do_not_wait_for_each_other():
    """An import holds its transaction for minutes; whoever saves a product meanwhile is not to wait."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite nobody else writes meanwhile")

    def bring():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            vocabulary.add([Spelling("fr", "gourde", "gourde"), Spelling("fr", "anse", "anse")])
        connection.close()

    with transaction.atomic():
        vocabulary.add([Spelling("fr", "gourde", "gourde")])
        other = Thread(target=bring)
        other.start()
        other.join(10)
        assert not other.is_alive()
    assert words() == ["anse", "gourde", "gourde"]
    assert vocabulary.tidy({Spelling("fr", "gourde", "gourde")}) == (0, 2)


@pytest.mark.django_db(transaction=True)
def test_two_edits_of_one_product_do_not_overwrite_each_others_words():
    """The second waits for the first, and then writes what both have done: index and vocabulary."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite nobody else writes meanwhile")
    product = ProductFactory(name_fr="Bonnet", name_en="", brand=BrandFactory(name="Alba"))

    def rename_brand():
        brand = Product.objects.get(pk=product.pk).brand
        brand.name = "Brume"
        brand.save()
        connection.close()

    other = Thread(target=rename_brand)
    with transaction.atomic():
        product.name_fr = "Casquette"
        product.save()
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(10)
    document = Product.objects.get(pk=product.pk).search_document.words.split()
    assert {"afcasquette", "efbrume"} <= {*document}
    assert {"casquette", "brume"} <= {*words()}
