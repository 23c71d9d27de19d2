import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shop.core import integrity


class Command(BaseCommand):
    help = "Tell whether stock, money, uses of promotions and states agree; exit 1 if not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        checks, broken = integrity.names(), integrity.breaks()
        if options["json"]:
            said = {"checks": checks, "breaks": [each.as_json() for each in broken]}
            self.stdout.write(json.dumps(said))
        else:
            for each in broken:
                self.stdout.write(str(each))
            self.stdout.write(f"{len(checks)} checks, {len(broken) or 'no'} breaks.")
        if broken:
            sys.exit(1)
