"""The one question that the shop asks its search."""

from catalog.facets.listing import Listed, listed
from catalog.facets.statement import Asked
from catalog.search import statement
from catalog.search.query import parse


def search(text: str, *, language: str, offset: int = 0, limit: int = 20) -> Listed:
    """Return the published products that have every word of ``text``, best first.

    ``language`` is the visitor's; what matches in the shop's other language comes after. The last
    word may be unfinished. Takes one query, none if there is no word to look for; takes any text
    and never raises because of it. The order is the same on every call and database.
    """
    return narrowed(text, Asked(sort="best", offset=offset, limit=limit), language=language)


def narrowed(text: str, asked: Asked, *, language: str) -> Listed:
    """Return the same, narrowed, sorted and counted as ``asked``."""
    query = parse(text, language)
    if not query:
        return Listed([], 0)
    return listed(statement.source(query), asked)
