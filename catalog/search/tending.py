"""Keeps the index and the vocabulary as this version would write them, a bit at a time.

``rebuild_search`` does all of it at once. Both may run while the shop does, side by side, and again.
"""

from collections.abc import Callable, Iterator
from typing import Final

from django.core.cache import cache
from django.db import OperationalError, ProgrammingError
from django.db.models import Q, QuerySet

from catalog.models import Product, SearchDocument
from catalog.search import documents, vocabulary
from catalog.search.indexing import BATCH, index_products
from catalog.search.own_words import words_in_use

MOST_REWRITTEN: Final = 5_000  # products a run of the hourly job; about 20 seconds
A_DAY: Final = 23 * 60 * 60  # seconds, less a run of the hourly job


def count_outdated() -> int:
    """Return how many products an earlier version indexed; 0 where the tables are not there yet."""
    try:
        return _outdated().count()
    except (OperationalError, ProgrammingError):
        return 0


def rewrite_outdated(*, limit: int = MOST_REWRITTEN) -> int:
    """Index ``limit`` products that an earlier version indexed; return how many those were."""
    ids = list(_outdated().order_by("pk").values_list("pk", flat=True)[:limit])
    for start in range(0, len(ids), BATCH):
        index_products(ids[start : start + BATCH])
    return len(ids)


def tidy_vocabulary(*, each: Callable[[int], object] = int) -> tuple[int, int]:
    """Add words that products use, and forget those that none uses; return how many of each.

    ``each`` is told how many products were read. A word that comes back in the very moment in
    which it is forgotten comes back for good with the next run.
    """
    return vocabulary.tidy(words_in_use(each=each))


def tidy_vocabulary_daily() -> tuple[int, int]:
    """Tidy up unless that was done today; where the cache has forgotten, once more."""
    is_due = cache.add("search-vocabulary-tidied", 1, timeout=A_DAY)
    return tidy_vocabulary() if is_due else (0, 0)


def batches() -> Iterator[list[int]]:
    """Yield the keys of all products. By key: no cursor stays open over other transactions."""
    products, last = Product.objects.order_by("pk").values_list("pk", flat=True), 0
    while batch := list(products.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]


def _outdated() -> QuerySet[SearchDocument]:
    is_outdated = Q(version=None) | ~Q(version=documents.VERSION)
    return SearchDocument.objects.filter(is_outdated)
