"""How PostgreSQL is asked (``vector``, its GIN index and the function: migration 0002).

Each level of a word is looked up in the index once, as a set of products. ts_rank() is not asked:
it opens every document found, which took 60 µs each, and it knows no second language.
"""

AND, OR = " & ", " | "

FOUND = """
FROM catalog_search_matching(%s::tsquery) AS matching(product_id)
JOIN catalog_productfacets AS facets ON facets.product_id = matching.product_id
WHERE facets.is_published
"""
MATCHES = "facets.product_id IN (SELECT catalog_search_matching(%s::tsquery))"


def term(text: str, *, is_prefix: bool) -> str:
    return f"'{text}'" + (":*" if is_prefix else "")
