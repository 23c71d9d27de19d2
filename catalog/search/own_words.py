"""All words that the vocabulary should hold, read from the shop as it is now.

The same as ``documents.spellings`` of every product, for a fraction of the work: each brand,
category and attribute is read once, and of products the names alone.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from catalog.models import Attribute, AttributeValue, Brand, Category, Product, Variant
from catalog.search import analyser
from catalog.search.vocabulary import Spelling, spellings_in
from catalog.sensitive import is_sensitive

BATCH: Final = 2_000  # names
_NAMES: Final = tuple(f"name_{language}" for language in analyser.LANGUAGES)


def words_in_use(*, each: Callable[[int], object] = int) -> set[Spelling]:
    """Return the words of all products but the sensitive ones; ``each`` is told how many are read."""
    words: set[Spelling] = set()
    for names in _product_names():
        words |= _spellings(names)
        each(len(names))
    brands = Brand.objects.filter(Exists(_harmless().filter(brand=OuterRef("pk"))))
    named = ((name,) * len(analyser.LANGUAGES) for (name,) in brands.values_list("name"))
    attributes = Attribute.objects.filter(values__in=_values()).distinct()
    values = (rows.values_list(*_NAMES) for rows in (_values(), attributes))
    for rows in (named, _categories(), *values):
        words |= _spellings(rows)
    return words


def _spellings(rows: Iterable[tuple[str, ...]]) -> set[Spelling]:
    """Return the words of ``rows``, which have a text for each language."""
    return {
        spelling
        for row in rows
        for language, text in zip(analyser.LANGUAGES, row, strict=True)
        for spelling in spellings_in(text or "", language)
    }


def _harmless() -> Any:
    return Product.objects.not_sensitive().order_by()


def _product_names() -> Iterator[list[tuple[str, ...]]]:
    """Yield names by the batch. By key: no cursor stays open over other transactions."""
    products, last = Product.objects.not_sensitive().order_by("pk"), 0
    while rows := list(products.filter(pk__gt=last).values_list("pk", *_NAMES)[:BATCH]):
        yield [tuple(names) for _pk, *names in rows]
        last = rows[-1][0]


def _categories() -> Iterator[tuple[str, ...]]:
    """Yield the names of the categories that hold a product, themselves or below them."""
    rows: Any = Category.objects.order_by("path").values_list("path", *_NAMES)
    holding = Category.objects.filter(Exists(_harmless().filter(category=OuterRef("pk"))))
    paths = [path for (path,) in holding.values_list("path")]
    for path, *names in rows:
        if any(other.startswith(path) for other in paths):
            yield tuple(names)


def _values() -> Any:
    """Return the attribute values of products, and the options of variants, that are not sensitive."""
    products = Product.attributes.through.objects.filter(~is_sensitive("product__"))
    variants = Variant.option_values.through.objects.filter(~is_sensitive("variant__product__"))
    mine = {"attributevalue": OuterRef("pk")}
    has_any = Q(Exists(products.filter(**mine))) | Q(Exists(variants.filter(**mine)))
    return AttributeValue.objects.filter(has_any).order_by()
