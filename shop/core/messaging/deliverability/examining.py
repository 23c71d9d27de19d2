"""All questions about the mails of this shop, in the order in which they are mended."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shop.core.messaging.deliverability.dkim import judge_dkim
from shop.core.messaging.deliverability.dmarc import judge_dmarc
from shop.core.messaging.deliverability.findings import Finding, Question, Verdict
from shop.core.messaging.deliverability.hosts import (
    addresses_of,
    judge_mx,
    judge_names,
    judge_route,
)
from shop.core.messaging.deliverability.judging_spf import judge_spf
from shop.core.messaging.deliverability.records import Records, Silence
from shop.core.messaging.deliverability.routes import Route


@dataclass(frozen=True)
class Examined:
    """What is asked about: the ways of mails, the names of keys, the addresses that others see."""

    routes: Sequence[Route]
    selectors: Sequence[str] = ()
    addresses: Sequence[str] = ()  # empty: those of the servers that mails are handed to


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    was_silent: bool = False  # the DNS, about anything

    @property
    def lacks_something(self) -> bool:
        return any(each.verdict is Verdict.MISSING for each in self.findings)

    def add(self, findings: Iterable[Finding], check: str, about: str) -> None:
        """Take what a judge finds; where the DNS is silent, that is what was found."""
        try:
            for each in findings:
                if each not in self.findings:  # two streams may share a domain
                    self.findings.append(each)
        except Silence as silence:
            self.was_silent = True
            asked = Question(check, about, "the DNS did not answer")
            todo = "try again where there is a network, or give --nameserver"
            self.findings.append(asked.unknown(f"nothing is known of {silence}", todo))


def examine(asked: Examined, records: Records) -> Report:
    """Ask the DNS all there is to ask about ``asked``."""
    report = Report()
    seen: set[str] = set()
    for route in asked.routes:
        report.add(judge_route(route), "transport", route.stream)
        addresses = asked.addresses or _addresses(route, records)
        for domain in route.domains:
            report.add(judge_spf(domain, records, route=route, addresses=addresses), "spf", domain)
            if domain not in seen:
                seen.add(domain)
                report.add(judge_dkim(domain, asked.selectors, records), "dkim", domain)
                report.add(judge_dmarc(domain, records), "dmarc", domain)
                report.add(judge_mx(domain, records), "mx", domain)
        report.add(_of_names(route, addresses, records), "reverse-dns", route.host)
    return report


def _of_names(route: Route, addresses: Sequence[str], records: Records) -> Iterator[Finding]:
    if route.provider:
        asked = Question("reverse-dns", route.provider, "RFC 1912, 2.1")
        yield asked.unknown("the provider names its own servers")
    for address in addresses if not route.provider else ():
        yield from judge_names(address, records)
    if not route.provider and route.host and not addresses:
        asked = Question("reverse-dns", route.host, "RFC 1912, 2.1")
        yield asked.unknown("from which address it sends is not known", "give it with --ip")


def _addresses(route: Route, records: Records) -> list[str]:
    """Return what is known; that nothing is, is said where it matters."""
    try:
        return addresses_of(route, records)
    except Silence:
        return []
