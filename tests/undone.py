"""Transactions that a test holds, and the shop is not to mind."""

from contextlib import contextmanager

from django.db import transaction

from checkout.gateways.calling import transactions_not_minded


@contextmanager
def undone():
    """Take back all that happens inside."""
    with transaction.atomic(), transactions_not_minded():
        yield
        transaction.set_rollback(True)
