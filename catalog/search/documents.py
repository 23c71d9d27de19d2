"""Reads products and writes down the words under which each shall be found.

VERSION grows with every change of what is written for a product: ``tending`` then writes anew what
earlier versions wrote. Until then a product is found by that.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db.models import Prefetch

from catalog.models import AttributeValue, Category, Product, SearchDocument, Variant
from catalog.search import analyser
from catalog.search.query import Place, marked
from catalog.search.vocabulary import Spelling, spellings_in

VERSION: Final = 2  # 1 is written as NULL
MOST_FORMS: Final = 8_000  # a product; PostgreSQL indexes up to 1 MB of words


class Reading(NamedTuple):
    """All that says under which words a product is found."""

    product: Product
    shelf: list[Category]  # its category, and those above it
    named: list[Any]  # its attribute values and options, and their attributes


def read(product_ids: Iterable[int]) -> list[Reading]:
    """Read these products; 6 queries, whatever their number."""
    values = AttributeValue.objects.select_related("attribute").order_by("pk")
    variants = Variant.objects.order_by("pk").prefetch_related(Prefetch("option_values", values))
    products = (
        Product.objects.filter(pk__in=product_ids)
        .order_by("pk")
        .select_related("brand", "category")
        .prefetch_related(Prefetch("attributes", values), Prefetch("variants", variants))
    )
    shelves = _shelves([product.category for product in products])
    return [Reading(product, shelves[product.category_id], _named(product)) for product in products]


def document(reading: Reading) -> SearchDocument:
    """Return the document of a product, unsaved."""
    product = reading.product
    skus = [variant.sku for variant in product.variants.all()]
    whole = [word.text for sku in skus for word in analyser.words(sku)]
    texts = {
        (place, language): found
        for language in analyser.LANGUAGES
        for place, found in {
            Place.NAME: _in(language, "name", [product]) + whole,
            Place.BRAND: [product.brand.name] if product.brand else [],
            Place.CATEGORY: _in(language, "name", reading.shelf),
            Place.TRAIT: _in(language, "name", reading.named) + skus,
            Place.TEXT: _in(language, "description", [product]),
        }.items()
    }
    return SearchDocument(product=product, words=_words(texts), version=VERSION)


def spellings(reading: Reading) -> set[Spelling]:
    """Return the words that may be suggested to others: none of what is sensitive (R13)."""
    product = reading.product
    if product.is_sensitive or any(category.is_sensitive for category in reading.shelf):
        return set()
    brand = [product.brand.name] if product.brand else []
    return {
        spelling
        for language in analyser.LANGUAGES
        for text in [*_in(language, "name", [product, *reading.shelf, *reading.named]), *brand]
        for spelling in spellings_in(text, language)
    }


def _shelves(categories: list[Category]) -> dict[int, list[Category]]:
    """Return each category's own line down the tree, so that "shoes" finds what is in sandals."""
    step = Category.steplen
    paths = {
        category.pk: [category.path[:end] for end in range(step, len(category.path) + 1, step)]
        for category in categories
    }
    wanted = {path for line in paths.values() for path in line}
    at = {category.path: category for category in Category.objects.filter(path__in=wanted)}
    return {pk: [at[path] for path in line] for pk, line in paths.items()}


def _named(product: Product) -> list[Any]:
    values = [
        *product.attributes.all(),
        *(value for variant in product.variants.all() for value in variant.option_values.all()),
    ]
    return [*values, *(value.attribute for value in values)]


def _in(language: str, field: str, rows: Iterable[Any]) -> list[str]:
    """Return the texts that exist in ``language``; those of the fallback are found as its own."""
    return [text for row in rows if (text := getattr(row, f"{field}_{language}"))]


def _words(texts: dict[tuple[Place, str], list[str]]) -> str:
    """Return each form with the marks of its language and of the best place where it stands."""
    best: dict[str, Place] = {}
    for place in Place:
        for language in analyser.LANGUAGES:
            for form in _forms(texts[place, language], language):
                best.setdefault(marked(form, language), place)
    return " ".join(place.value + form for form, place in islice(best.items(), MOST_FORMS))


def _forms(texts: Iterable[str], language: str) -> Iterator[str]:
    for text in dict.fromkeys(texts):
        yield from analyser.forms_of_text(text, language)
