"""What PostgreSQL allows: rows that are due are claimed from among a million, and nothing else is done."""

import time

import psycopg

from bench import database

ROWS = 1_000_000
BATCH = 500
CLAIMED = 20_000  # a round

_TABLE = """
    CREATE TABLE job (
        id bigserial PRIMARY KEY, state text NOT NULL, due_at timestamptz NOT NULL, claimed_at timestamptz
    );
    INSERT INTO job (state, due_at)
        SELECT 'due', now() - n * interval '1 second' FROM generate_series(1, {rows}) AS n;
    CREATE INDEX ON job (due_at) WHERE state = 'due';
"""
_CLAIM = """
    UPDATE job SET state = 'claimed', claimed_at = now() WHERE id IN (
        SELECT id FROM job WHERE state = 'due' ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


def prepare() -> None:
    with psycopg.connect(database.URL, autocommit=True) as connection:
        connection.execute(_TABLE.format(rows=ROWS))


def ms_a_row() -> float:
    """Claim ``CLAIMED`` rows in batches, each a transaction of its own; return the elapsed time."""
    with psycopg.connect(database.URL, autocommit=True) as connection:
        started = time.perf_counter()
        claimed = 0
        while claimed < CLAIMED:
            claimed += len(connection.execute(_CLAIM, [BATCH]).fetchall())
        return (time.perf_counter() - started) * 1000 / claimed
