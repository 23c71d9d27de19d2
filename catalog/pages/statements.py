"""Queries whose SQL is made once: to build it costs Django more than the database needs to answer."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

Build = Callable[[Sequence[int]], QuerySet[Any, Any]]
REMEMBERED = 512  # statements: each number of keys has its own


def rows_of(build: Build, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the rows of ``build(keys)``, a queryset of values, as the database gives them.

    ``build`` is the same function at every call; what it makes may depend on the language, and on ``keys``
    by their number alone; no other number in it is negative. It begins with a queryset that is no
    manager's: modeltranslation's puts columns into another order. One query; none without keys.
    """
    if not keys:
        return []
    sql, parameters = _statement(build, len(keys), get_language() or "", connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys[each] if is_key else each for is_key, each in parameters])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@lru_cache(maxsize=REMEMBERED)
def _statement(
    build: Build, count: int, _language: str, _vendor: str
) -> tuple[str, list[tuple[bool, Any]]]:
    """Return the SQL for ``count`` keys, and its parameters: ``(True, place among the keys)``, or
    ``(False, value)``.
    """
    places = {-1 - place: place for place in range(count)}  # no key is negative
    sql, parameters = build(list(places)).query.sql_with_params()
    return sql, [
        (True, places[each]) if isinstance(each, int) and each in places else (False, each)
        for each in parameters
    ]
