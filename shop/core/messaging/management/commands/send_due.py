"""``send_due``: the sender without a broker."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from shop.core import clock
from shop.core.heartbeat.beating import beat
from shop.core.messaging import outbox, sending


class Command(BaseCommand):
    help = "Send the messages that are due: once, or again and again until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one batch, then end")
        parser.add_argument("--limit", type=_positive, default=100, help="messages a batch (100)")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            outbox.settle_interrupted(at=clock.now())
            beat("settle-interrupted-messages")
            outcomes = sending.send_due(limit=options["limit"])
            beat("send-due-messages")
            if outcomes or options["once"]:
                told = ", ".join(f"{n} {outcome.value}" for outcome, n in outcomes.items())
                self.stdout.write(told or "nothing due")
            if options["once"]:
                return
            if outcomes.total() < options["limit"]:
                time.sleep(settings.HEARTBEAT_SECONDS)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        message = f"{text!r} is not a number of messages"
        raise ArgumentTypeError(message)
    return int(text)
