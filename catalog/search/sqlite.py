"""How SQLite's FTS5 is asked (table and triggers: migration 0002).

Each level of a word is looked up once, as a set of products. bm25() is not asked: it weighs the
length of documents and the rarity of words, which PostgreSQL does not know.
"""

from collections.abc import Iterable

AND, OR = " AND ", " OR "

# Nearly all products are published: to know the few others costs less than to join all that match.
FOUND = """
SELECT catalog_searchindex.rowid AS id, {score} AS score
FROM catalog_searchindex
WHERE catalog_searchindex MATCH %s
AND catalog_searchindex.rowid NOT IN (SELECT id FROM catalog_product WHERE NOT is_published)
"""
MATCHES = """catalog_searchindex.rowid IN
    (SELECT rowid FROM catalog_searchindex WHERE catalog_searchindex MATCH %s)"""


def narrowed(level: str, *, with_words: Iterable[str], without: str) -> str:
    """Return ``level`` as it is: keys stand in the index, and more words would cost more."""
    return level


def term(text: str, *, is_prefix: bool) -> str:
    return f'"{text}"' + (" *" if is_prefix else "")
