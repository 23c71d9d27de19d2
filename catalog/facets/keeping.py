"""Keeps the narrow row of each product in step with what it is worked out of, in the same transaction.

The rows are worked out by the database, in one statement for any number of products. Locks go from
the product and from its stock to this row, never back, each kind in the order of keys (pitfall M3).
"""

from collections.abc import Collection
from typing import Any, Final

from django.db import connection, transaction
from django.db.models.signals import post_save

from catalog.facets.prices import sql_step
from catalog.models import Stock

# As catalog.quantities has it: what is left of a pack that is only sold whole cannot be bought.
_CAN_BE_SOLD: Final = """
variant.is_active AND (
    NOT stock.is_tracked
    OR (stock.on_hand - stock.reserved) / variant.quantity_step * variant.quantity_step
        >= variant.least_quantity
)
"""
_OF_VARIANTS: Final = """
SELECT 1 FROM catalog_variant AS variant
JOIN catalog_stock AS stock ON stock.variant_id = variant.id
"""
_IS_IN_STOCK: Final = (
    f"EXISTS ({_OF_VARIANTS} WHERE variant.product_id = {{product}} AND {_CAN_BE_SOLD})"
)
# Whether it is in stock is decided once the row is locked, or a sale of the same moment is missed.
_WRITE: Final = f"""
WITH wanted AS (SELECT id FROM catalog_product WHERE {{which}}),
held AS (
    SELECT product_id, attributevalue_id AS value FROM catalog_product_attributes
    WHERE product_id IN (SELECT id FROM wanted)
    UNION
    SELECT variant.product_id, chosen.attributevalue_id FROM catalog_variant AS variant
    JOIN catalog_variant_option_values AS chosen ON chosen.variant_id = variant.id
    WHERE variant.is_active AND variant.product_id IN (SELECT id FROM wanted)
),
named AS (SELECT product_id, {{as_json}} AS value_keys FROM held GROUP BY product_id),
offer AS (
    SELECT product_id, MIN(price) AS price FROM catalog_variant
    WHERE is_active AND product_id IN (SELECT id FROM wanted) GROUP BY product_id
)
INSERT INTO catalog_productfacets (
    product_id, category_id, brand_id, is_published, arrived_at, price, price_step, stars,
    is_in_stock, value_keys
)
SELECT product.id, product.category_id, product.brand_id, product.is_published,
    product.created_at, offer.price, {sql_step("offer.price")},
    CASE WHEN product.rating_count > 0 THEN product.rating_sum / product.rating_count ELSE 0 END,
    {_IS_IN_STOCK.format(product="product.id")}, COALESCE(named.value_keys, {{nothing}})
FROM catalog_product AS product
LEFT JOIN offer ON offer.product_id = product.id
LEFT JOIN named ON named.product_id = product.id
WHERE product.id IN (SELECT id FROM wanted)
ORDER BY product.id
ON CONFLICT (product_id) DO UPDATE SET
    category_id = excluded.category_id, brand_id = excluded.brand_id,
    is_published = excluded.is_published, arrived_at = excluded.arrived_at,
    price = excluded.price, price_step = excluded.price_step, stars = excluded.stars,
    value_keys = excluded.value_keys
"""  # noqa: S608 - names of our own
_RECKON_STOCK: Final = f"""
UPDATE catalog_productfacets SET is_in_stock = NOT is_in_stock
WHERE product_id IN ({{places}})
AND is_in_stock <> {_IS_IN_STOCK.format(product="catalog_productfacets.product_id")}
"""  # noqa: S608
_TURNED: Final = f"""
SELECT facets.product_id FROM catalog_productfacets AS facets
WHERE facets.product_id IN (SELECT product_id FROM catalog_variant WHERE id IN ({{places}}))
AND EXISTS (
    {_OF_VARIANTS} WHERE variant.product_id = facets.product_id AND variant.id IN ({{places}})
    AND ({_CAN_BE_SOLD}) <> facets.is_in_stock
)
ORDER BY facets.product_id {{lock}}
"""  # noqa: S608
_JSON: Final = {
    "sqlite": {"as_json": "json_group_array(value)", "nothing": "'[]'"},
    "postgresql": {"as_json": "jsonb_agg(value)", "nothing": "'[]'::jsonb"},
}


def write_facets(product_ids: Collection[int]) -> None:
    """Work out the rows of these products as they are now; two statements, none without products.

    In the transaction that changed them, which holds their locks. Ids of no product are passed over.
    """
    if not product_ids:
        return
    places = _places(product_ids)
    with connection.cursor() as cursor:
        write = _WRITE.format(which=f"id IN ({places})", **_JSON[connection.vendor])
        cursor.execute(write, [*product_ids])
        cursor.execute(_RECKON_STOCK.format(places=places), [*product_ids])


def reckon_stock(variant_ids: Collection[int]) -> None:
    """Say of the products of these variants whether they are in stock, after their stock has moved.

    In the transaction that moved it. One statement unless one of these variants ran out or came back;
    then the row is locked first, so that of two sales of the last two units the second one sees what
    the first has left.
    """
    lock = "FOR UPDATE OF facets" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        turned = _TURNED.format(places=_places(variant_ids), lock=lock)
        cursor.execute(turned, [*variant_ids, *variant_ids])
        if products := [product for (product,) in cursor.fetchall()]:
            cursor.execute(_RECKON_STOCK.format(places=_places(products)), products)


def known_otherwise_in_stock() -> list[int]:
    """Return the products of which the rows say otherwise than their stock whether they are there."""
    wrong = _IS_IN_STOCK.format(product="facets.product_id")
    sql = f"SELECT product_id FROM catalog_productfacets AS facets WHERE is_in_stock <> {wrong}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [product for (product,) in cursor.fetchall()]


def connect() -> None:
    post_save.connect(_stock_saved, sender=Stock, dispatch_uid="facets of stock")


def _stock_saved(instance: Stock, **_kwargs: Any) -> None:
    """The first count of a variant, and whoever saves a row past the verbs of ``catalog.stock``."""
    with transaction.atomic():
        reckon_stock([instance.pk])


def _places(values: Collection[int]) -> str:
    return ", ".join(["%s"] * len(values))
