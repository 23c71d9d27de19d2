"""How the shop talks to a bank: never inside a transaction, and not to one that is known to be silent.

A bank that has not answered several times in a row is left alone for a while, and its shoppers are
offered another way to pay. Then one call is let through: if it is answered, all are. What is known
of a bank lives in the cache, shared by all processes; a lost cache only means to learn it anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.core.cache import cache
from django.db import connection

from checkout.gateways.interface import Gateway, Refused, Unreachable, gateway

log = structlog.get_logger(__name__)

PATIENCE = 10  # seconds that a gateway may wait for its bank
MOST_SILENCES = 3  # in a row
REST = 30  # seconds
_FORGET = 15 * 60  # seconds after which a silence counts no more
_is_minded: ContextVar[bool] = ContextVar("transactions_minded", default=True)


@contextmanager
def calling(code: str) -> Iterator[Gateway]:
    """Give the gateway called ``code`` to talk to. Raises KeyError when it is not in use.

    Raises Unreachable at once while the bank is left alone. Raises RuntimeError inside a
    transaction: its locks would be held for as long as the bank takes.
    """
    _refuse_in_transaction()
    if not _may_call(code):
        raise Unreachable(code)
    try:
        yield gateway(code)
    except Refused:
        _answered(code)
        raise
    except Unreachable:
        _was_silent(code)
        raise
    else:
        _answered(code)


@contextmanager
def transactions_not_minded() -> Iterator[None]:
    """Let banks be called inside a transaction: only where they are not asked over a network."""
    before = _is_minded.set(False)
    try:
        yield
    finally:
        _is_minded.reset(before)


def is_silent(code: str) -> bool:
    """Tell whether the bank behind ``code`` is known not to answer, so that others come first."""
    return bool(cache.get(_silences(code), 0) >= MOST_SILENCES)


def _may_call(code: str) -> bool:
    """Tell whether to call; of a bank at rest only one call in ``REST`` seconds gets through."""
    return not is_silent(code) or bool(cache.add(_resting(code), value=1, timeout=REST))


def _was_silent(code: str) -> None:
    cache.add(_silences(code), 0, timeout=_FORGET)
    try:
        silences = cache.incr(_silences(code))
    except ValueError:  # forgotten in this very moment
        return
    if silences == MOST_SILENCES:
        cache.add(_resting(code), value=1, timeout=REST)
        log.error("bank_left_alone", gateway=code)


def _answered(code: str) -> None:
    cache.delete_many([_silences(code), _resting(code)])


def _refuse_in_transaction() -> None:
    blocks = connection.atomic_blocks
    # A test that is rolled back has one around it; Django's durable blocks look past it as well.
    if _is_minded.get() and blocks and not getattr(blocks[-1], "_from_testcase", False):
        message = "a bank is called outside of every transaction"
        raise RuntimeError(message)


def _silences(code: str) -> str:
    return f"bank-silences:{code}"


def _resting(code: str) -> str:
    return f"bank-resting:{code}"
