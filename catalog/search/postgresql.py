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

# The first ones that the index gives, a bounded number (the function: migration 0010): to fetch all
# that two letters begin took 10 ms where these take 1.
SOME = "SELECT product_id AS id FROM catalog_search_some(%s::tsquery, %s) AS few(product_id)"
BUT_NOT = " & !"


def term(text: str, *, is_prefix: bool) -> str:
    return f"'{text}'" + (":*" if is_prefix else "")
