import pytest
from django.db import connection

from catalog.facets.listing import Listed
from catalog.models import SearchDocument
from catalog.search import search
from tests.factories import (
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # accents, ligatures, case
        ("fr", "theiere", ["teapot"]),
        ("fr", "THÉIÈRE", ["teapot"]),
        ("fr", "boeuf", ["teapot"]),
        ("fr", "bœuf", ["teapot"]),
        ("fr", "ETE", ["dress", "beach"]),
        # plurals and other endings
        ("fr", "robes", ["dress"]),
        ("fr", "bijou", ["jewel"]),
        ("fr", "brodées", ["tee"]),
        ("en", "dresses", ["dress"]),
        ("en", "run", ["running"]),
        # elision and apostrophes, straight or curly
        ("fr", "l'été", ["dress", "beach"]),
        ("fr", "l’été", ["dress", "beach"]),
        ("fr", "loreal", ["shampoo"]),
        ("fr", "l oreal", ["shampoo"]),
        ("en", "L'Oreal shampoo", ["shampoo"]),
        # hyphens
        ("fr", "t-shirt", ["tee"]),
        ("fr", "tshirt", ["tee"]),
        ("fr", "T shirts", ["tee"]),
        ("en", "flipflop", ["beach"]),
        ("en", "flip flops", ["beach"]),
        # references
        ("fr", "NF-204-B", ["running"]),
        ("en", "nf204b", ["running"]),
        ("en", "nf 204", ["running"]),
        # brand and noun, category and its parent
        ("en", "the north face shoes", ["running"]),
        ("fr", "the north face chaussures", ["running"]),
        ("fr", "chaussures", ["running", "beach"]),
        ("en", "kitchen tea", ["tea", "teapot"]),
        # every word must match, in any field
        ("fr", "robe rouge", ["dress"]),
        ("fr", "couleur rouge", ["dress"]),
        ("fr", "robe bleue", []),
        # the last word may be unfinished, no other may
        ("fr", "cha", ["running", "beach"]),
        ("fr", "robe rou", ["dress"]),
        ("en", "dre summer", []),
        ("en", "runni", ["running"]),
        # name before attribute before description
        ("fr", "rouge", ["jewel", "dress", "tee"]),
        # the other language comes after, a stop word of one may be a noun in the other
        ("fr", "pain", ["bread", "jewel"]),
        ("en", "pain", ["bread", "jewel"]),
        ("fr", "jewellery", ["jewel"]),
        ("fr", "thé", ["tea", "teapot", "running"]),
        ("fr", "the vert", ["tea"]),
        ("fr", "dress for summer", ["dress"]),
        ("fr", "zzzz", []),
    ],
)
def test_search_finds(find, language, text, expected):
    assert find(text, language) == expected


def test_search_ranks_a_name_before_a_brand_before_a_description(find):
    description, name = (
        ProductFactory(description_fr="Comme Zèbre"),
        ProductFactory(name_fr="Zèbre"),
    )
    both = ProductFactory(name_fr="Zèbre", description_fr="Zèbre")
    found = search("zebre", language="fr").product_ids
    assert found == [name.pk, both.pk, description.pk]


def test_search_ranks_by_the_place_of_a_word():
    places = {
        "text": ProductFactory(description_fr="Comme Zèbre"),
        "attribute": ProductFactory(),
        "category": ProductFactory(category=CategoryFactory(name_fr="Zèbre")),
        "brand": ProductFactory(brand=BrandFactory(name="Zèbre")),
        "name": ProductFactory(name_fr="Tapis Zèbre"),
    }
    places["attribute"].attributes.add(AttributeValueFactory(name_fr="zèbre"))
    best_first = [product.pk for product in reversed(places.values())]
    assert search("zebre", language="fr").product_ids == best_first
    assert search("zebr", language="fr").product_ids == best_first


def test_search_finds_the_product_of_a_sku_first():
    case = ProductFactory(name_fr="Étui", description_fr="Pour le modèle ZX-81-B")
    parts = VariantFactory(sku="B-81-ZX").product
    whole = VariantFactory(sku="ZX-81-B").product
    for text in ("ZX-81-B", "zx81b"):
        assert search(text, language="fr").product_ids[0] == whole.pk
    assert search("zx 81 b", language="fr").product_ids == [parts.pk, whole.pk, case.pk]
    assert search("B-81-ZX", language="fr").product_ids[0] == parts.pk


def test_words_of_an_earlier_version_are_found_all_the_same():
    product = ProductFactory()
    SearchDocument.objects.filter(pk=product.pk).update(words="bfcime afbonnet", version=None)
    assert search("cime bonnet", language="fr").product_ids == [product.pk]


def test_search_finds_published_products_only(find, shop):
    _publish(shop["dress"], is_published=False)
    assert find("été") == ["beach"]
    _publish(shop["dress"], is_published=True)
    assert find("été") == ["dress", "beach"]


def test_search_tells_the_total_on_every_page():
    pks = [ProductFactory(name_fr=f"Vase {n}").pk for n in range(5)]
    pages = [search("vase", language="fr", offset=n, limit=2) for n in (0, 2, 4, 6, 10**30)]
    assert [page.product_ids for page in pages] == [pks[:2], pks[2:4], pks[4:], [], []]
    assert {page.total for page in pages} == {5}
    assert search("vase", language="fr", offset=-3, limit=-1) == Listed([], 5)


@pytest.mark.parametrize("language", ["fr-ca", "FR", "de", ""])
def test_search_takes_any_language_code(find, language):
    assert find("robes", language) == ["dress"]


@pytest.mark.parametrize("text", ["robe", "robe d'été rouge", "the north face chaussures nf-2"])
def test_search_takes_one_query(find, django_assert_num_queries, text):
    with django_assert_num_queries(1):
        assert len(find(text)) == 1


@pytest.mark.parametrize("text", ["", "  ", "de la", "l'un", "?!", "\0", "😀", "\ud800", "-- ' \""])
def test_search_without_words_asks_nothing(django_assert_num_queries, text):
    with django_assert_num_queries(0):
        assert search(text, language="fr") == Listed([], 0)


@pytest.mark.parametrize(
    "text",
    [
        "robe AND OR NOT NEAR(robe)",
        "names: robe* ^robe {names texts}: robe",
        "robe:*A & !rouge | <-> (",
        "'; DROP TABLE catalog_product; --",
        "robe\0rouge",
        "robe \ud800\udfff",
        "robe 😀 %s %(x)s %",
        '"robe',
        "robe\\",
        "a" * 10_000,
        "robe " * 2_000,
        "a-" * 5_000,
        "' \" * " * 1_000,
        " ".join(f"mot{n}" for n in range(2_000)),
        "\u0301robe\u0301 e\u0301te\u0301",
        "ÅΩ ﬁ ½ ² № 中文 العربية हिन्दी 𝒳",
        "🇫🇷" * 3_000,
        "\u202erobe\u202c \u200f\u2066rouge\u2069",
        "\ud83d\ude00\udc00 ro\ud800be",
        "de la le les the",
    ],
)
def test_search_takes_any_text(find, text):
    for language in ("fr", "en"):
        assert isinstance(find(text, language), list)
    assert connection.is_usable()


def test_search_finds_what_stands_among_noise(find):
    assert find('"robe" (rouge)*') == ["dress"]
    assert find("robe\0rouge 😀 \ud800") == ["dress"]


def test_search_finds_other_alphabets():
    pk = ProductFactory(name_fr="Кружка 茶杯").pk
    assert search("кружка", language="en").product_ids == [pk]
    assert search("茶杯", language="fr").product_ids == [pk]


def _publish(product, *, is_published):
    product.is_published = is_published
    product.save()
