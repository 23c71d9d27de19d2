"""``explain_cart``: why a cart was or was not written about."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from recovery.explaining import NoSuchCart, explain_cart


class Command(BaseCommand):
    help = "Tell, decision by decision, what was done about a cart and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", help="an order's number such as K7M-42QX-9D2, or a cart's: 12")
        parser.add_argument("--json", action="store_true", help="one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = explain_cart(options["ref"])
        except NoSuchCart as error:
            message = f"there is no order and no cart with the number {error}"
            raise CommandError(message) from error
        if options["json"]:
            self.stdout.write(json.dumps([line.as_json() for line in lines]))
            return
        for line in lines:
            facts = ", ".join(f"{name} {value}" for name, value in sorted(line.facts.items()))
            when = f"{localtime(line.at):%Y-%m-%d %H:%M}"
            told = f"{when}  {line.decision.label}: {line.words}"
            self.stdout.write(f"{told} ({facts})" if facts else told)
