"""Conditions that SQLite recognises as those of a partial index."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func


def one_of(column: str, values: Iterable[str]) -> Func:
    """Return ``column IN ('a', 'b')`` with the values written out: codes of a state, in the index's order.

    With parameters in their place SQLite cannot tell that an index with that condition holds all
    that is asked for, and reads the whole table. Raises ValueError for what is no code.
    """
    codes = [str(value) for value in values]
    if not all(code.isidentifier() for code in codes):
        message = f"{codes} are no codes"
        raise ValueError(message)
    written: Any = ", ".join(f"'{code}'" for code in codes)
    return Func(F(column), template=f"%(expressions)s IN ({written})", output_field=BooleanField())
