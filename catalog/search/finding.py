"""The one question that the shop asks its search."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from catalog.search import statement
from catalog.search.query import parse

_FARTHEST: Final = 2**31 - 1  # both databases count rows at least so far


@dataclass(frozen=True)
class Results:
    """One page of what was found: ids best first, and how many there are on all pages."""

    product_ids: list[int]
    total: int


def search(
    text: str, *, language: str, offset: int = 0, limit: int = 20, is_finished: bool = False
) -> Results:
    """Return the published products that have every word of ``text``.

    ``language`` is the visitor's; what matches in the shop's other language comes after. The last
    word may be unfinished, unless the text ``is_finished``. Takes one query, none if there is no word to look for; takes any text
    and never raises because of it. The order is the same on every call and database.
    """
    query = parse(text, language, is_finished=is_finished)
    if not query:
        return Results([], 0)
    sql, parameters = statement.page(query, offset=_row_number(offset), limit=_row_number(limit))
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return Results([pk for pk, _total in rows if pk is not None], rows[0][1])


def _row_number(number: int) -> int:
    return min(max(number, 0), _FARTHEST)
