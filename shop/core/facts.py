"""Facts about what shoppers do, written down where they happen.

Recording never fails a request (pitfall R17): what cannot be written is a line in the log, and the
shopper goes on. On SQLite it waits its turn like any writer, behind a long import for instance.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


@contextmanager
def recording(what: str, *, savepoint: bool = True) -> Iterator[None]:
    """Write a fact inside the request's own transaction, if it has one; swallow what goes wrong.

    A savepoint keeps a failed statement from undoing what the shopper did. One statement on a page
    that changes nothing else needs none.
    """
    try:
        with transaction.atomic() if savepoint else nullcontext():
            yield
    except Exception:
        log.exception("fact_not_recorded", what=what)
