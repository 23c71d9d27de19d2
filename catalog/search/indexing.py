"""Keeps the row of words of each product in step with the product, in the same transaction.

Each change indexes its products at once: it is there when the transaction commits and gone when it
rolls back. There is no later moment that would do: Django announces a commit only when it is over.
Who changes many rows puts them into ``in_batches()``, and pays once a product.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection, transaction

from catalog.facets.keeping import write_facets
from catalog.models import Product, SearchDocument
from catalog.search import documents, postgresql, vocabulary

BATCH: Final = 200  # products; about 1 MB of words in memory

_collected: ContextVar[set[int] | None] = ContextVar("products to index", default=None)


def index_products(product_ids: Iterable[int]) -> None:
    """Write the documents of these products as they are now, or note them inside in_batches().

    Twelve queries for each 200 products. Ids of no product are passed over.
    """
    waiting = _collected.get()
    if waiting is None:
        _index_now(set(product_ids))
    else:
        waiting.update(product_ids)


@contextmanager
def in_batches() -> Iterator[None]:
    """Run what follows in one transaction, and index the products it changed once, at its end.

    For imports. When it raises, neither the changes nor their words are kept. Inside another
    in_batches() it adds to that one.
    """
    if _collected.get() is not None:
        yield
        return
    with transaction.atomic():
        waiting: set[int] = set()
        token = _collected.set(waiting)
        try:
            yield
        finally:
            _collected.reset(token)
        _index_now(waiting)


@contextmanager
def index_made_at_the_end(*, is_wanted: bool = True) -> Iterator[None]:
    """Take the database's index away, and make it in one go after what follows.

    For a shop that more is added to than it has, inside a transaction: until that ends, nobody
    else can search. Only PostgreSQL gains by it.
    """
    if not is_wanted or connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(postgresql.INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        yield
        connection.check_constraints()  # no index is made while references wait to be checked
        for _name, definition in indexes:
            cursor.execute(definition)


def _index_now(product_ids: set[int]) -> None:
    ids = sorted(product_ids)
    for start in range(0, len(ids), BATCH):
        _index_batch(ids[start : start + BATCH])


def _index_batch(ids: list[int]) -> None:
    """Write the documents of one batch.

    Two transactions that change one product (one its name, one its brand's) must not overwrite
    each other's words: the second waits here for the first, then reads what both have done. In the
    order of keys, so that they never wait for each other (pitfall M3).
    """
    with transaction.atomic():
        rows = Product.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        locked = list(rows.values_list("pk", flat=True))
        readings = documents.read(locked)
        SearchDocument.objects.bulk_create(
            map(documents.document, readings),
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=["words", "version"],
        )
        write_facets(locked)
        vocabulary.add(set().union(*map(documents.spellings, readings)))
