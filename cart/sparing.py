"""A cart as others than its shopper may see it: a mail on a shared screen, a link passed on (R13)."""

from dataclasses import replace

from cart.contents import Contents
from cart.models import Place


def spared(contents: Contents) -> Contents:
    """Return ``contents`` without its sensitive lines, and with totals that do not count them.

    ``held_back`` says how many lines of the cart are missing. What is not sensitive at all is
    returned as it is. No query.
    """
    if not any(row.is_sensitive for row in contents.rows):
        return contents
    hidden = [row for row in contents.rows if row.is_sensitive and row.place == Place.IN_CART]
    # Copies: a row holds its price in the total that it was counted for.
    shown = [replace(row, priced=None) for row in contents.rows if not row.is_sensitive]
    return replace(contents, rows=shown, held_back=len(hidden))
