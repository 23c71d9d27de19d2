"""A database of the benchmark's own, and the processes that serve it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SERVER = os.environ.get("BENCH_DATABASE_SERVER", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = f"panier_bench_{os.getpid()}"
URL = f"{SERVER.rpartition('/')[0]}/{NAME}"


@contextmanager
def own_database() -> Iterator[None]:
    """Create the database at ``URL``, and drop it however the run ends."""
    name = sql.Identifier(NAME)
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def settled() -> None:
    """Let the planner know the tables, and write down now what would be written during a measure."""
    with psycopg.connect(URL, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def backends(application: str) -> list[int]:
    """Return the server's processes that work for ``application`` (PGAPPNAME).

    None when the server runs on another machine or in a container: their CPU cannot be read then,
    neither for the shop nor for its floor.
    """
    query = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s"
    with psycopg.connect(SERVER, autocommit=True) as server:
        found = [pid for (pid,) in server.execute(query, [NAME, application])]
    return [pid for pid in found if _is_postgres(pid)]


def version() -> str:
    with psycopg.connect(SERVER) as server:
        return f"PostgreSQL {server.info.server_version // 10000}"


def _is_postgres(pid: int) -> bool:
    name = Path(f"/proc/{pid}/comm")
    return name.exists() and name.read_text().startswith("postgres")
