"""``manage.py generate_catalog --products 100000``: an invented shop, to measure or to try out."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.generating import NotEmpty, generate

PRODUCTS = 1_000


class Command(BaseCommand):
    help = (
        "Fill an empty shop with invented products in French and English: 50 categories, brands, "
        "variants, stock, reviews and the search index. All of them or, when it is stopped, none. "
        "The same seed makes the same products."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--products", type=_positive, default=PRODUCTS, help="how many (default: %(default)s)"
        )
        parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
        parser.add_argument(
            "--add", action="store_true", help="also if the shop has products already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = options["products"]
        with tqdm(total=count, unit="product", leave=False, disable=None) as bar:
            try:
                generate(
                    count=count,
                    seed=options["seed"],
                    may_add=options["add"],
                    on_progress=bar.update,
                )
            except NotEmpty:
                message = "The shop has products already. To add to them, say --add."
                raise CommandError(message) from None
        self.stdout.write(f"{count} products generated.")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        message = f"{text} is no number of products"
        raise ArgumentTypeError(message)
    return int(text)
