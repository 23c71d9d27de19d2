"""How PostgreSQL is asked (``vector``, its GIN index and the function: migration 0002).

Each level of a word is looked up in the index once, as a set of products. ts_rank() is not asked:
it opens every document found, which took 60 µs each, and it knows no second language.
"""

from collections.abc import Iterable

AND, OR = " & ", " | "

KEY = "matching.product_id"
TABLE = "catalog_search_matching(%s::tsquery) AS matching(product_id)"
WHERE = "TRUE"
MATCHES = "matching.product_id IN (SELECT catalog_search_matching(%s::tsquery))"


def narrowed(level: str, *, with_words: Iterable[str], without: str) -> str:
    """Return ``level`` for products that also match ``with_words`` and are not worth more already.

    Each product that the index names is fetched to learn its key. Only those are asked for that
    can be in the result, and are not in the set before.
    """
    parts = [f"({level})", *with_words]
    if without:
        parts.append(f"!({without})")
    return AND.join(parts)


# The first ones that the index gives, a bounded number (the function: migration 0013): to fetch all
# that two letters begin took 10 ms where these take 1.
SOME = "SELECT product_id AS id FROM catalog_search_some(%s::tsquery, %s) AS few(product_id)"
BUT_NOT = " & !"


def term(text: str, *, is_prefix: bool) -> str:
    return f"'{text}'" + (":*" if is_prefix else "")


# Name and definition of what a search looks words up in.
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND tablename = 'catalog_searchdocument'
AND indexdef LIKE '%USING gin%'
"""
