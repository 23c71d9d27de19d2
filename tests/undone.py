"""Transactions that a test holds, and the shop is not to mind."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def not_minded():
    """Let banks be called inside the test's own transaction, as if there were none."""
    block = connection.atomic_blocks[-1]
    before, block._from_testcase = block._from_testcase, True
    try:
        yield
    finally:
        block._from_testcase = before


@contextmanager
def undone():
    """Take back all that happens inside."""
    with transaction.atomic(), not_minded():
        yield
        transaction.set_rollback(True)
