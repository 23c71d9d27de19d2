"""Reads products and writes down the words under which each shall be found."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from django.db.models import Prefetch

from catalog.models import AttributeValue, Category, Product, SearchDocument, Variant
from catalog.search import analyser
from catalog.search.query import Place, marked

MOST_FORMS: Final = 8_000  # a product; PostgreSQL indexes up to 1 MB of words


def documents_of(product_ids: Iterable[int]) -> list[SearchDocument]:
    """Return the documents of these products, unsaved; 6 queries, whatever their number."""
    values = AttributeValue.objects.select_related("attribute").order_by("pk")
    variants = Variant.objects.order_by("pk").prefetch_related(Prefetch("option_values", values))
    products = (
        Product.objects.filter(pk__in=product_ids)
        .order_by("pk")
        .select_related("brand", "category")
        .prefetch_related(Prefetch("attributes", values), Prefetch("variants", variants))
    )
    shelves = _shelves([product.category for product in products])
    return [_document(product, shelves[product.category_id]) for product in products]


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


def _document(product: Product, shelf: list[Category]) -> SearchDocument:
    variants = list(product.variants.all())
    values = [
        *product.attributes.all(),
        *(value for variant in variants for value in variant.option_values.all()),
    ]
    named: list[object] = [*values, *(value.attribute for value in values)]
    same = [product.brand.name] if product.brand else []
    same += [variant.sku for variant in variants]
    texts = {
        (place, language): found
        for language in analyser.LANGUAGES
        for place, found in {
            Place.NAME: _in(language, "name", [product]),
            Place.LABEL: same + _in(language, "name", shelf),
            Place.TRAIT: _in(language, "name", named),
            Place.TEXT: _in(language, "description", [product]),
        }.items()
    }
    return SearchDocument(product=product, words=_words(texts))


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
