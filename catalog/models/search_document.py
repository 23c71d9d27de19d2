from typing import ClassVar

from django.db import models

from catalog.models.product import Product


class SearchDocument(models.Model):
    """The words under which a product is found, each with its place and language.

    Analysed by ``catalog.search``, written by ``catalog.search.indexing``. The databases keep an
    index of them by themselves (migration 0002): triggers feed an FTS5 table on SQLite, a
    generated ``tsvector`` column has a GIN index on PostgreSQL.
    """

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="search_document"
    )
    words = models.TextField()  # with one space between them, and nothing else
    # Of ``catalog.search.documents``, as it was when it wrote them; the first one said nothing.
    version = models.PositiveSmallIntegerField(null=True)

    class Meta:
        default_permissions: ClassVar = []

    def __str__(self) -> str:
        return f"product {self.product_id}"
