import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.models import Product
from catalog.search.indexing import index_products
from catalog.search.tending import batches, tidy_vocabulary


class Command(BaseCommand):
    """Writes the words of every product again, and forgets those that no product uses.

    Safe while the shop runs, and to run twice: each batch is a short transaction of its own, and
    until then a product is found by its old words.
    """

    help = "Index all products for the search again, as after a new version or a restored table."

    def handle(self, *args: Any, **options: Any) -> None:
        total, done = Product.objects.count(), 0
        is_quiet = not sys.stderr.isatty()
        with tqdm(total=total, unit="product", desc="index", disable=is_quiet) as bar:
            for batch in batches():
                index_products(batch)
                bar.update(len(batch))
                done += len(batch)
        with tqdm(total=total, unit="product", desc="words", disable=is_quiet) as bar:
            _added, forgotten = tidy_vocabulary(each=bar.update)
        self.stdout.write(f"{done} products indexed, {forgotten} unused words forgotten.")
