"""Asks the DNS, each thing once, and gives up on it when it stays silent."""

from typing import Any

import dns.resolver
import dns.reversename
from dns.exception import DNSException

from shop.core.messaging.deliverability.records import Silence

SECONDS = 4.0  # for one question, all servers and attempts together
PATIENCE = 2  # silent questions, after which nothing more is asked


class Dns:
    """The DNS as ``Records`` has it. ``nameserver``, ``host:port``, is asked instead of this machine's."""

    def __init__(self, nameserver: str = "") -> None:
        self._resolver = self._made(nameserver)
        self._known: dict[tuple[str, str], list[Any]] = {}
        self._silent = 0

    @staticmethod
    def _made(nameserver: str) -> dns.resolver.Resolver | None:
        try:
            resolver = dns.resolver.Resolver(configure=not nameserver)
        except DNSException:  # this machine names no server
            return None
        if nameserver:
            host, _, port = nameserver.rpartition(":")
            resolver.nameservers = [host.strip("[]")]
            resolver.port = int(port)
        resolver.lifetime = SECONDS
        return resolver

    def txt(self, name: str) -> list[str]:
        found = self._ask(name, "TXT")
        return [b"".join(each.strings).decode("utf-8", "replace") for each in found]

    def mx(self, name: str) -> list[str]:
        hosts = sorted(self._ask(name, "MX"), key=lambda each: each.preference)
        return [each.exchange.to_text(omit_final_dot=True) or "." for each in hosts]

    def addresses(self, name: str) -> list[str]:
        return [each.address for kind in ("A", "AAAA") for each in self._ask(name, kind)]

    def names(self, address: str) -> list[str]:
        found = self._ask(dns.reversename.from_address(address).to_text(), "PTR")
        return [each.target.to_text(omit_final_dot=True) for each in found]

    def _ask(self, name: str, kind: str) -> list[Any]:
        key = (name, kind)
        if key not in self._known:
            self._known[key] = self._answer(name, kind)
        return self._known[key]

    def _answer(self, name: str, kind: str) -> list[Any]:
        if self._resolver is None or self._silent >= PATIENCE:
            raise Silence(name)
        try:
            answer = self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.resolver.LifetimeTimeout, OSError) as error:
            self._silent += 1
            raise Silence(name) from error
        except DNSException as error:  # broken there, or no name at all
            raise Silence(name) from error
        return list(answer)
