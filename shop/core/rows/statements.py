"""Queries whose SQL is made once: to build it costs Django more than the database needs to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.utils.translation import get_language

Build = Callable[[Sequence[Any]], QuerySet[Any, Any]]
Converter = Callable[[Any, Any, Any], Any]

REMEMBERED: Final = 512  # statements: each number of values has its own
MOST_VALUES: Final = 60  # of more, few ask for the same number again
_NO_MOMENT: Final = datetime(2, 1, 1, tzinfo=UTC)  # and those after it stand for moments


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    parameters: list[tuple[int | None, Any]]  # the place among the values, or the value itself
    converters: list[tuple[int, Any, list[Converter]]]  # of columns, by their places


def rows_of(build: Build, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of ``build(values)``, a queryset of ``values_list()``; one query.

    ``values`` are whole numbers from 0 on, moments, or None; what holds for one number holds for all, but None
    may change the query. ``build`` is the same function at every call. What it makes may depend on the
    language besides, holds no negative number, and begins with a queryset that is no manager's:
    modeltranslation's puts columns into another order. None where nothing can be found.
    """
    if len(values) > MOST_VALUES:
        return list(build(values))
    kinds = tuple(map(type, values))
    statement = _statement(build, kinds, get_language() or "", connection.vendor)
    if statement is None:
        return []
    given = [_prepared(value) for value in values]
    parameters = [each if place is None else given[place] for place, each in statement.parameters]
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return _converted(rows, statement) if statement.converters else rows


@lru_cache(maxsize=REMEMBERED)
def _statement(
    build: Build, kinds: tuple[type, ...], _language: str, _vendor: str
) -> _Statement | None:
    stand_ins = [_stand_in(kind, place) for place, kind in enumerate(kinds)]
    places = {_prepared(each): place for place, each in enumerate(stand_ins) if each is not None}
    compiler = build(stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column for column, _sql, _alias in compiler.select]
    return _Statement(
        sql,
        [(_place(each, places), each) for each in parameters],
        [
            (place, column, converters)
            for place, (converters, column) in compiler.get_converters(columns).items()
        ],
    )


def _stand_in(kind: type, place: int) -> Any:
    """Return a value that a query holds for no other reason."""
    if kind is int:
        return -1 - place
    if kind is datetime:
        return _NO_MOMENT + timedelta(microseconds=place)
    if kind is type(None):
        return None
    message = f"{kind} is no kind of value for a statement"
    raise TypeError(message)


def _prepared(value: Any) -> Any:
    """Return ``value`` as Django gives it to the database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _place(parameter: Any, places: dict[Any, int]) -> int | None:
    """Return for which value ``parameter`` stands, if for any."""
    return places.get(parameter) if isinstance(parameter, (int, str, datetime)) else None


def _converted(rows: list[tuple[Any, ...]], statement: _Statement) -> list[tuple[Any, ...]]:
    """Return ``rows`` as Django would: SQLite knows no moments, for instance."""
    lists = [list(row) for row in rows]
    for place, column, converters in statement.converters:
        for row in lists:
            for convert in converters:
                row[place] = convert(row[place], column, connection)
    return [tuple(row) for row in lists]
