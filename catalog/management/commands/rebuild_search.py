import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.models import Product
from catalog.search.indexing import BATCH, index_products


class Command(BaseCommand):
    """Writes the words of every product again.

    Safe while the shop runs, and to run twice: each batch is a short transaction of its own, and
    until then a product is found by its old words.
    """

    help = "Index all products for the search again, as after a new version or a restored table."

    def handle(self, *args: Any, **options: Any) -> None:
        products = Product.objects.order_by("pk").values_list("pk", flat=True)
        done, last = 0, 0
        with tqdm(total=products.count(), unit="product", disable=not sys.stderr.isatty()) as bar:
            # By key and not by iterator(): no cursor stays open over the other transactions.
            while batch := list(products.filter(pk__gt=last)[:BATCH]):
                index_products(batch)
                bar.update(len(batch))
                done, last = done + len(batch), batch[-1]
        self.stdout.write(f"{done} products indexed.")
