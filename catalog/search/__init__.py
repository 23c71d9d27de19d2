"""Finds products by what people type: one interface and one analyser over two databases.

``analyser`` turns texts into words, ``documents`` and ``indexing`` keep a row of words for each
product, ``query`` and ``statement`` make the one statement of a search.
"""

from catalog.search.finding import narrowed, search

__all__ = ["narrowed", "search"]
