from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cart.taxes.reading import RateBook, rate_book
from cart.taxes.territories import taxed_as
from catalog.models import TaxClass
from shop.core import clock, money


class Command(BaseCommand):
    """Tells which rates the shop calculates with. Reads files only."""

    help = "Show the rates of VAT by country and tax class, and since when they hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("countries", nargs="*", metavar="COUNTRY", help="such as FR; else all")
        parser.add_argument(
            "--at", type=_day, metavar="DATE", help="such as 2026-01-01; else today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        book = rate_book()
        day = options["at"] or timezone.localdate(clock.now())
        asked = [taxed_as(code.upper()) for code in options["countries"]]
        unknown = [code for code in asked if code not in book.countries]
        if unknown:
            message = f"No rates are known for {', '.join(unknown)}."
            raise CommandError(message)
        for country in asked or book.countries:
            self.stdout.write(f"{country}  " + "  ".join(_written(book, country, day)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a date such as 2026-01-01"
        raise ArgumentTypeError(message) from None


def _written(book: RateBook, country: str, day: date) -> list[str]:
    """Return ``standard 24 % since 2025-07-01`` for each class. TAX_RATES hold on all days."""
    if settings.TAX_RATES and country == taxed_as(settings.COUNTRY):
        own = settings.TAX_RATES.items()
        return [f"{name} {money.percentage(rate)} by TAX_RATES" for name, rate in own]
    try:
        rows = [(name, *book.row(country, name, day)) for name in TaxClass.values]
    except LookupError as error:
        raise CommandError(str(error)) from None
    return [
        f"{name} {money.percentage(rate)}"
        + (f" since {since}" if since != book.rows[country, name][0][0] else "")
        for name, since, rate in rows
    ]
