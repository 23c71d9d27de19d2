"""What the databases find and in which order, against a plain reading of all documents."""

import pytest

from catalog.facets.keeping import write_facets
from catalog.facets.listing import Listed
from catalog.generating import generate
from catalog.models import Product, ProductFacets, SearchDocument
from catalog.search import search
from catalog.search.query import Place, parse

pytestmark = pytest.mark.django_db

PRODUCTS = 300
POINTS = {  # of a whole word, and of one that is begun
    Place.NAME: (16, 12),
    Place.BRAND: (10, 7),
    Place.CATEGORY: (8, 6),
    Place.TRAIT: (4, 3),
}
ANYWHERE = 1

QUERIES = [
    ("fr", "bleu"),
    ("fr", "cadeau"),
    ("fr", "bou"),
    ("fr", "ch"),
    ("fr", "cuisine en bois"),
    ("fr", "couleurs d'hiver"),
    ("fr", "wood"),
    ("fr", "garden of wood"),  # a stop word of the other language helps, and is not asked for
    ("fr", "gen0000042"),
    ("fr", "bois main atelier petit"),
    ("en", "made by hand"),
    ("en", "gard"),
    ("en", "blue for winter"),
    ("en", "on the table"),
    ("en", "maison cadeau home"),
    ("en", "jardin cadeau wood co"),
    ("en", "atelier nord"),
]


def stands(spellings, places, document, *, begun):
    """Tell whether all parts of one of the spellings stand in one of the places."""

    def has(term):
        words = [place.value + term.text for place in places]
        if begun and term.is_prefix:
            return any(there.startswith(word) for word in words for there in document)
        return any(word in document for word in words)

    return any(all(any(map(has, part)) for part in spelling) for spelling in spellings)


def points(word, document):
    better = []
    for place, worth in POINTS.items():
        for amount, begun in zip(worth, (False, True), strict=True):
            if begun and not word.is_unfinished:
                continue
            if stands(word.own, [place], document, begun=begun):
                return amount
            if stands(word.other, better, document, begun=begun):
                return amount
        better = [place]
    return ANYWHERE if stands(word.own + word.other, Place, document, begun=True) else 0


def expected(text, language, documents):
    query = parse(text, language)
    scores = {}
    for pk, document in documents.items():
        worth = [points(word, document) for word in query]
        if all(worth[n] for n, word in enumerate(query) if word.is_required):
            scores[pk] = sum(worth)
    there = set(ProductFacets.objects.filter(is_in_stock=True).values_list("pk", flat=True))
    return sorted(scores, key=lambda pk: (-scores[pk], pk not in there, pk))


@pytest.fixture
def documents():
    """The words of each published product, as sets; every ninth product is not published."""
    generate(count=PRODUCTS)
    hidden = list(Product.objects.order_by("pk").values_list("pk", flat=True)[::9])
    Product.objects.filter(pk__in=hidden).update(is_published=False)
    write_facets(hidden)
    rows = SearchDocument.objects.exclude(pk__in=hidden)
    return {row.pk: frozenset(row.words.split()) for row in rows}


def test_search_scores_and_orders_as_a_plain_reading_does(documents):
    for language, text in QUERIES:
        order = expected(text, language, documents)
        assert order, f"{text} tells nothing"
        found = search(text, language=language, limit=PRODUCTS)
        assert found == Listed(order, len(order)), text
        for start in (5, len(order) // 2, max(len(order) - 3, 0)):
            page = search(text, language=language, offset=start, limit=5)
            assert page == Listed(order[start : start + 5], len(order)), text
