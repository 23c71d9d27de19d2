"""The one question that the shop asks its search."""

from catalog.facets.listing import Listed, listed
from catalog.facets.statement import Asked
from catalog.search import statement
from catalog.search.query import parse


def search(
    text: str, *, language: str, offset: int = 0, limit: int = 20, is_finished: bool = False
) -> Listed:
    """Return the published products that have every word of ``text``, best first.

    ``language`` is the visitor's; what matches in the shop's other language comes after. The last
    word may be unfinished, unless the text ``is_finished``. Takes one query, none if there is no
    word to look for; takes any text and never raises because of it. The order is the same on every
    call and database.
    """
    asked = Asked(sort="best", offset=offset, limit=limit)
    return narrowed(text, asked, language=language, is_finished=is_finished)


def narrowed(text: str, asked: Asked, *, language: str, is_finished: bool = False) -> Listed:
    """Return the same, narrowed, sorted and counted as ``asked``."""
    query = parse(text, language, is_finished=is_finished)
    if not query:
        return Listed([], 0)
    return listed(statement.source(query), asked)
