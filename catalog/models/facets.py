from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.product import Brand, Product
from shop.core.fields import AmountField


class ProductFacets(models.Model):
    """What a product can be narrowed, counted and sorted by, in one narrow row (S1.2).

    Worked out of the product, its variants and their stock by ``catalog.facets.keeping``, in the
    transaction that changed those; never edited.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="facets")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+", db_index=False)
    brand = models.ForeignKey(Brand, models.SET_NULL, related_name="+", null=True, db_index=False)
    is_published = models.BooleanField()
    arrived_at = models.DateTimeField()
    # The lowest of what is for sale, and its place on ``catalog.facets.prices.LADDER``.
    price = AmountField(_("price"), null=True)
    price_step = models.SmallIntegerField(null=True)
    stars = models.SmallIntegerField()  # whole ones, on average; 0: not reviewed yet
    is_in_stock = models.BooleanField()
    value_keys = models.JSONField()  # keys of attribute values: its own and those of its variants

    class Meta:
        default_permissions: ClassVar = []
        indexes: ClassVar = [
            # Serves the products of a category, counted and sorted, and what goes with a category.
            models.Index(name="facets_of_category", fields=["category", "-arrived_at", "-product"]),
            # Serves a search: which of the products that match are sold out.
            models.Index(
                name="facets_sold_out",
                fields=["product"],
                condition=models.Q(is_in_stock=False),
            ),
            # Serves a brand that is taken out of the shop.
            models.Index(name="facets_of_brand", fields=["brand"]),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id}"
