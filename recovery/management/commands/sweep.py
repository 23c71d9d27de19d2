"""``sweep``: the sweep without a broker."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from recovery import sweeping
from shop.core import clock


class Command(BaseCommand):
    help = "Look for what was left, plan reminders, close what is over: once, or until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one run, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            done = sweeping.sweep(at=clock.now())
            told = ", ".join(f"{number} {what}" for what, number in done.items() if number)
            if told or options["once"]:
                self.stdout.write(told or "nothing due")
            if options["once"]:
                return
            time.sleep(settings.HEARTBEAT_SECONDS)
