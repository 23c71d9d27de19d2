"""The catalogue in the administration, a module for each subject."""

from catalog.admin import attribute, brand, category, fact, product, review, stock, variant

__all__ = ["attribute", "brand", "category", "fact", "product", "review", "stock", "variant"]
