"""Runs an import: a file, a format, a language; for real or as a rehearsal."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import translation

from catalog.feeds.journal import Journal, Unreadable
from catalog.feeds.reading import shopify, woocommerce
from catalog.feeds.reading.table import Table
from catalog.feeds.records import ProductRecord
from catalog.feeds.writing.applying import apply
from catalog.feeds.writing.vocabulary import Vocabulary
from catalog.search.indexing import in_batches

BATCH = 100  # products whose present state is read together


class Format(StrEnum):
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


_MODULES = {Format.SHOPIFY: shopify, Format.WOOCOMMERCE: woocommerce}


def import_feed(
    *,
    path: Path,
    feed_format: Format,
    language: str,
    is_rehearsal: bool,
    journal: Journal,
    on_progress: Callable[[int, int], None] = lambda _done, _size: None,
) -> Journal:
    """Import ``path`` and return its ``journal``; ``on_progress`` gets bytes done and in all.

    The texts are written in ``language``. Each batch is one transaction: an import that is killed
    leaves whole products, and runs again. A rehearsal does all of it in one transaction and takes
    it back; on SQLite other writers wait for it.
    """
    module = _MODULES[feed_format]
    try:
        with (
            translation.override(language),
            _rehearsal() if is_rehearsal else nullcontext(),
            Table(path, required=module.REQUIRED) as table,
        ):
            vocabulary = Vocabulary(language)
            for batch in _batches(module.read(table, journal)):
                with in_batches():
                    apply(batch, vocabulary, journal)
                on_progress(table.position, table.size)
    except Unreadable as refusal:
        journal.refuse(refusal.row, refusal)
    return journal


@contextmanager
def _rehearsal() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _batches(records: Iterable[ProductRecord]) -> Iterator[list[ProductRecord]]:
    stream = iter(records)
    while batch := list(islice(stream, BATCH)):
        yield batch
