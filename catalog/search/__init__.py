"""Finds products by what people type: one interface and one analyser over two databases.

``analyser`` turns texts into words, ``documents`` and ``indexing`` keep a row of words for each
product, ``query`` (with ``synonyms``) and ``statement`` make the one statement of a search.
``did_you_mean`` compares what finds nothing with the shop's own words (``vocabulary``), and
``tending`` keeps all of it up to date. See ``docs/search.md``.
"""

from catalog.search.did_you_mean import did_you_mean
from catalog.search.finding import narrowed, search

__all__ = ["did_you_mean", "narrowed", "search"]
