import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalog.models import Variant
from shop.demo.shoppers.telling import tell_past


class Command(BaseCommand):
    help = "Let made-up shoppers search, fill carts, buy and leave over the last days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same story")
        parser.add_argument("--days", type=int, default=60)
        parser.add_argument("--json", action="store_true", help="print what happened as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 1:
            message = "--days must be 1 or more."
            raise CommandError(message)
        if not Variant.objects.filter(is_active=True, product__is_published=True).exists():
            message = "There is nothing to buy yet. Import products, or run: make demo"
            raise CommandError(message)
        with tqdm(total=options["days"], unit="day", leave=False, disable=None) as bar:
            told = tell_past(
                seed=options["seed"],
                days=options["days"],
                each=lambda day: bar.update(day - bar.n),
            )
        if options["json"]:
            self.stdout.write(json.dumps(told, indent=2))
        else:
            for what, times in told.items():
                self.stdout.write(f"{times:7,} {what}")
