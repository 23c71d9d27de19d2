"""How SQLite's FTS5 is asked (table and triggers: migration 0002).

Each level of a word is looked up once, as a set of products. bm25() is not asked: it weighs the
length of documents and the rarity of words, which PostgreSQL does not know.
"""

AND, OR = " AND ", " OR "

FOUND = """
FROM catalog_searchindex
JOIN catalog_productfacets AS facets ON facets.product_id = catalog_searchindex.rowid
WHERE catalog_searchindex MATCH %s AND facets.is_published
"""
MATCHES = """catalog_searchindex.rowid IN
    (SELECT rowid FROM catalog_searchindex WHERE catalog_searchindex MATCH %s)"""


def term(text: str, *, is_prefix: bool) -> str:
    return f'"{text}"' + (" *" if is_prefix else "")
