"""How SQLite's FTS5 is asked (table and triggers: migration 0002).

Each level of a word is looked up once, as a set of products. bm25() is not asked: it weighs the
length of documents and the rarity of words, which PostgreSQL does not know.
"""

AND, OR = " AND ", " OR "

FOUND = """
SELECT catalog_product.id, {score} AS score
FROM catalog_searchindex
JOIN catalog_product ON catalog_product.id = catalog_searchindex.rowid
WHERE catalog_searchindex MATCH %s AND catalog_product.is_published
"""
MATCHES = """catalog_searchindex.rowid IN
    (SELECT rowid FROM catalog_searchindex WHERE catalog_searchindex MATCH %s)"""

SOME = "SELECT rowid AS id FROM catalog_searchindex WHERE catalog_searchindex MATCH %s LIMIT %s"
BUT_NOT = " NOT "


def term(text: str, *, is_prefix: bool) -> str:
    return f'"{text}"' + (" *" if is_prefix else "")
