"""The catalogue in the administration, a module for each subject."""

from catalog.admin import (
    alert,
    attribute,
    brand,
    category,
    fact,
    product,
    review,
    stock,
    synonyms,
    variant,
)

__all__ = [
    "alert",
    "attribute",
    "brand",
    "category",
    "fact",
    "product",
    "review",
    "stock",
    "synonyms",
    "variant",
]
