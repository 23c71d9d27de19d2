"""Numbers without gaps and without doubles, in the order in which they are given (pitfall M18).

The law asks for a chronological series, and allows one a year (CGI, annexe II, 242 nonies A, I, 7°).
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from checkout.models import InvoiceSeries
from shop.core import clock

INVOICES = "F"
CREDIT_NOTES = "A"  # "avoir"

# A statement of its own makes the row, counts and locks: nobody counts on before the commit.
_COUNT = """
INSERT INTO {table} (prefix, last) VALUES (%s, 1)
ON CONFLICT (prefix) DO UPDATE SET last = {table}.last + 1
RETURNING last
"""


def series(kind: str, at: datetime) -> str:
    """Return the prefix of the series of ``kind`` at ``at``, by the shop's clock: ``F2026-``."""
    year = timezone.localtime(at, timezone.get_default_timezone()).year
    return f"{kind}{year}-"


def take_number(kind: str) -> tuple[str, datetime]:
    """Return the next number of ``kind``, and when its document is issued. One query.

    As ``next_number``: inside the caller's transaction, as the last lock of it.
    """
    at = clock.now()
    prefix = series(kind, at)
    number = next_number(prefix)
    # Others may have been waited for. Behind the lock no later number can bear an earlier date.
    now = clock.now()
    return number, now if series(kind, now) == prefix else at


def next_number(prefix: str) -> str:
    """Return the next number of the series ``prefix``: ``F2026-000042``. One query.

    Inside the caller's transaction: if that is rolled back the number is free again. Until it ends
    every other caller waits, so this is the last lock that a transaction takes.
    """
    with connection.cursor() as cursor:
        sql = _COUNT.format(table=InvoiceSeries._meta.db_table)  # noqa: SLF001 - the documented name
        cursor.execute(sql, [prefix])
        (last,) = cursor.fetchone()
    return f"{prefix}{last:06}"
