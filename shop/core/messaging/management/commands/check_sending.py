import ipaddress
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shop.core.messaging.deliverability.asking import Dns
from shop.core.messaging.deliverability.examining import Examined, Report, examine
from shop.core.messaging.deliverability.findings import Finding, Verdict
from shop.core.messaging.deliverability.routes import Route, routes
from shop.core.messaging.deliverability.shop_itself import (
    judge_links,
    judge_senders,
    judge_webhooks,
)
from shop.core.messaging.deliverability.words import (
    judge_signature,
    judge_unsubscribe,
    signature_unknown,
)
from shop.core.messaging.samples import sampled_kinds, sampled_mail

SOMETHING_IS_MISSING, THE_DNS_WAS_SILENT = 1, 3


class Command(BaseCommand):
    help = (
        "Tell what mails of the shop lack to be believed: SPF, DKIM, DMARC, reverse DNS, senders, "
        "one-click. Exit 1 when something is missing, 3 when nothing is but the DNS was silent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--domain", help="asked about instead of those of the senders")
        add("--selector", action="append", help="name of a DKIM key (DKIM_SELECTORS)")
        add("--ip", action="append", type=_address, help="address that others see mails come from")
        add("--mail", type=Path, help="a mail of the shop as it arrived, in a file")
        add("--nameserver", type=_server, metavar="HOST:PORT", help="asked instead of the system's")
        add("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        ways = _ways(options["domain"])
        asked = Examined(
            routes=ways,
            selectors=options["selector"] or settings.DKIM_SELECTORS,
            addresses=options["ip"] or (),
        )
        report = examine(asked, Dns(options["nameserver"] or ""))
        report.findings += _of_the_shop(ways, options["mail"])
        self.stdout.write(_as_json(report) if options["json"] else _as_text(report))
        if report.lacks_something:
            sys.exit(SOMETHING_IS_MISSING)
        if report.was_silent:
            sys.exit(THE_DNS_WAS_SILENT)


def _ways(domain: str | None) -> list[Route]:
    """Return the ways of the settings; of another ``domain``, as if its senders were there."""
    found = routes()
    return [replace(each, senders=(f"shop@{domain}",)) for each in found] if domain else found


def _of_the_shop(ways: list[Route], arrived: Path | None) -> list[Finding]:
    found = [*judge_senders(ways, settings.BASE_URL), *judge_links(settings.BASE_URL)]
    for kind in sampled_kinds():
        found += judge_unsubscribe(sampled_mail(kind).extra_headers, kind)
    if arrived is None:
        found.append(signature_unknown(settings.REMINDER_FROM_EMAIL))
    else:
        try:
            found += judge_signature(arrived.read_bytes())
        except OSError as error:
            message = f"{arrived}: {error.strerror}"
            raise CommandError(message) from error
    has_secret = bool(getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"))
    return [*found, *judge_webhooks(ways, has_secret=has_secret)]


def _as_json(report: Report) -> str:
    return json.dumps(
        {
            "findings": [each.as_json() for each in report.findings],
            "dns_was_silent": report.was_silent,
        }
    )


def _as_text(report: Report) -> str:
    verdicts = [each.verdict for each in report.findings]
    counts = ", ".join(f"{verdicts.count(each)} {each.in_words}" for each in Verdict)
    return "\n".join([*map(str, report.findings), f"{counts}."])


def _server(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        message = f"{text!r} is not HOST:PORT"
        raise ArgumentTypeError(message)
    return text


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        message = f"{text!r} is not an IP address"
        raise ArgumentTypeError(message) from None
