"""Writes many new rows at once, as fast as the database takes them."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model
from psycopg import sql


def insert(rows: Sequence[Model]) -> None:
    """Write new ``rows`` of one model down and give them their keys, as ``bulk_create`` does.

    PostgreSQL gets them in a COPY, which costs a third of an INSERT in the process and in the
    database. A row is sent as it is: texts, numbers, times, keys and JSON, nothing that a field
    would still have to fill in. Raises what ``bulk_create`` raises.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        type(rows[0])._default_manager.bulk_create(rows)  # noqa: SLF001 - Django's public name


def _copy(rows: Sequence[Model]) -> None:
    meta = rows[0]._meta  # noqa: SLF001 - Django's documented name, as is _state
    fields = meta.concrete_fields
    columns = [str(field.column) for field in fields]
    values = attrgetter(*(field.attname for field in fields))
    json = [(n, field) for n, field in enumerate(fields) if isinstance(field, JSONField)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(meta.db_table),
        sql.SQL(", ").join([sql.Identifier(column) for column in columns]),
    )
    with connection.cursor() as cursor:
        for row, key in zip(rows, _new_keys(cursor, meta, len(rows)), strict=True):
            row.pk = key
            row._state.adding = False  # noqa: SLF001
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            for row in rows:
                sent: list[Any] = list(values(row))
                for n, field in json:
                    sent[n] = field.get_db_prep_save(sent[n], connection)
                copy.write_row(sent)


def _new_keys(cursor: Any, meta: Any, count: int) -> list[int]:
    """Draw keys from the sequence of the table: a COPY does not tell which it gave."""
    cursor.execute(
        "SELECT nextval((SELECT pg_get_serial_sequence(%s, %s))::regclass) FROM generate_series(1, %s)",
        [meta.db_table, meta.pk.column, count],
    )
    return [key for (key,) in cursor.fetchall()]
