"""What the settings say: in whose name the shop writes, where its links lead, who tells it of complaints."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from shop.core.messaging.deliverability.domains import (
    are_aligned,
    domain_of,
    is_mailbox_of_anybody,
)
from shop.core.messaging.deliverability.findings import Finding, Question
from shop.core.messaging.deliverability.routes import Route


def judge_senders(routes: Sequence[Route], base_url: str) -> Iterator[Finding]:
    """Judge in whose name each mail is written: that of whoever owns the shop's address."""
    home = urlsplit(base_url).hostname or ""
    for route in routes:
        for sender in dict.fromkeys(route.senders):
            yield _of_sender(sender, home)


def _of_sender(sender: str, home: str) -> Finding:
    domain = domain_of(sender)
    asked = Question("from", sender, "RFC 7489, 3.1; Google and Yahoo, 2024")
    if not domain:
        return asked.missing("it is no address", "write Name <address@your.domain>")
    if is_mailbox_of_anybody(domain):
        todo = "write from a domain of your own"
        return asked.missing(f"only {domain} itself may write in its name", todo)
    if not are_aligned(domain, home):
        return asked.warning(
            f"{domain} and {home} have different owners, which readers and filters distrust",
            "write from the shop's own domain, or one below it",
        )
    return asked.ok(f"belongs to {home}")


def judge_links(base_url: str) -> Iterator[Finding]:
    """Judge where the links and pictures of mails lead."""
    asked = Question("links", base_url, "RFC 8058, 3.1")
    if urlsplit(base_url).scheme == "https":
        yield asked.ok("links and the button to stop go over https")
    else:
        yield asked.missing("links go unencrypted, one-click needs https", "BASE_URL=https://…")


def judge_webhooks(routes: Sequence[Route], *, has_secret: bool) -> Iterator[Finding]:
    """Judge whether the shop hears of bounces and complaints."""
    providers = sorted({route.provider for route in routes if route.provider})
    asked = Question("webhooks", ", ".join(providers) or "none", "Google and Yahoo, 2024")
    todo = "set ANYMAIL_WEBHOOK_SECRET and enter the address at the provider: docs/operations.md"
    if has_secret:
        yield asked.ok("there is a secret; whether the provider calls, News of providers shows")
    elif providers:
        yield asked.missing("the shop hears of no bounce and no complaint", todo)
    else:
        yield asked.warning(
            "a server of one's own tells of no complaint",
            "join the feedback loops of mailbox providers, read Google Postmaster Tools",
        )
