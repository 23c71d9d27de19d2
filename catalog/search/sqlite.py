"""How SQLite's FTS5 is asked (table and triggers: migration 0002).

Each level of a word is looked up once, as a set of products. bm25() is not asked: it weighs the
length of documents and the rarity of words, which PostgreSQL does not know.
"""

from collections.abc import Iterable

AND, OR = " AND ", " OR "

KEY = "catalog_searchindex.rowid"
TABLE = "catalog_searchindex"
WHERE = "catalog_searchindex MATCH %s"
MATCHES = """catalog_searchindex.rowid IN
    (SELECT rowid FROM catalog_searchindex WHERE catalog_searchindex MATCH %s)"""

SOME = "SELECT rowid AS id FROM catalog_searchindex WHERE catalog_searchindex MATCH %s LIMIT %s"
BUT_NOT = " NOT "


def narrowed(level: str, *, with_words: Iterable[str], without: str) -> str:
    """Return ``level`` as it is: keys stand in the index, and more words would cost more."""
    return level


def term(text: str, *, is_prefix: bool) -> str:
    return f'"{text}"' + (" *" if is_prefix else "")
