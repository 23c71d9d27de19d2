"""Units that are held for a cart already: nobody else can buy them, so its shopper still can.

Which they are, an app above knows. It tells as an expression on a cart's line, so that the cart's
page asks for them in the query that it makes anyway.
"""

from django.db.models import Expression, Value

from cart.models import Line

_held: list[Expression] = []


def holds_for_line(units: Expression) -> None:
    """Register ``units``: how many of a line's variant are held for its cart."""
    _held.append(units)


def held_units() -> Expression:
    """Return how many units are held for a line, as a column."""
    return _held[0] if _held else Value(0)


def held_for(line: Line | None) -> int:
    """Return how many units are held for ``line``."""
    if line is None:
        return 0
    return int(Line.objects.values_list(held_units(), flat=True).get(pk=line.pk))
