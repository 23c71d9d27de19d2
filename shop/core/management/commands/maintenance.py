from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from shop.core import maintenance


class Command(BaseCommand):
    help = "Close the shop's pages for a while (on), or open them again (off)."
    requires_system_checks = ()  # also where the database is away

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("switch", choices=["on", "off"])
        parser.add_argument("--minutes", type=int, default=15, help="how long it should take")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["switch"] == "on":
            until = timezone.localtime(maintenance.close(minutes=options["minutes"]))
            self.stdout.write(f"The shop is closed. Its page says: until about {until:%H:%M}.")
        elif maintenance.reopen():
            self.stdout.write("The shop is open.")
        else:
            self.stdout.write("The shop was open already.")
