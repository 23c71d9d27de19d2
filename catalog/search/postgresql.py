"""How PostgreSQL is asked (``vector``, its GIN index and the function: migration 0002).

Each level of a word is looked up in the index once, as a set of products. ts_rank() is not asked:
it opens every document found, which took 60 µs each, and it knows no second language.
"""

AND, OR = " & ", " | "

FOUND = """
SELECT catalog_product.id, {score} AS score
FROM catalog_search_matching(%s::tsquery) AS matching(product_id)
JOIN catalog_product ON catalog_product.id = matching.product_id
WHERE catalog_product.is_published
"""
MATCHES = "catalog_product.id IN (SELECT catalog_search_matching(%s::tsquery))"


def term(text: str, *, is_prefix: bool) -> str:
    return f"'{text}'" + (":*" if is_prefix else "")


# Name and definition of what a search looks words up in.
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND tablename = 'catalog_searchdocument'
AND indexdef LIKE '%USING gin%'
"""
