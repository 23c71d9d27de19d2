"""The servers of a domain: who takes its mails, and whether the one that sends has a name."""

from collections.abc import Iterator

from shop.core.messaging.deliverability.domains import is_public
from shop.core.messaging.deliverability.findings import Finding, Question
from shop.core.messaging.deliverability.records import Records
from shop.core.messaging.deliverability.routes import Route


def judge_mx(domain: str, records: Records) -> Iterator[Finding]:
    """Judge whether answers and bounces to ``domain`` arrive anywhere."""
    asked = Question("mx", domain, "RFC 5321, 5.1; RFC 7505")
    hosts = records.mx(domain)
    if hosts == ["."]:
        yield asked.missing(
            "it says that it takes no mail, and many refuse what nobody can answer",
            "give it a mail server, or write from a domain that has one",
        )
    elif hosts:
        yield _of_hosts(asked, [host for host in hosts if not records.addresses(host)], hosts)
    elif records.addresses(domain):
        yield asked.warning(
            "no MX; mails are tried at its web address", f"MX {domain}: your server"
        )
    else:
        yield asked.missing("no MX: answers and bounces are lost", f"MX {domain}: your server")


def _of_hosts(asked: Question, dead: list[str], hosts: list[str]) -> Finding:
    if dead:
        return asked.missing(f"{', '.join(dead)} has no address", "mend or take out that MX")
    return asked.ok(f"mails go to {', '.join(hosts)}")


def addresses_of(route: Route, records: Records) -> list[str]:
    """Return where the mails of a server of one's own probably leave from, as far as others see it."""
    if route.provider or not route.host:
        return []
    if is_public(route.host):
        return [route.host]
    return [each for each in records.addresses(route.host) if is_public(each)]


def judge_names(address: str, records: Records) -> Iterator[Finding]:
    """Judge the name of a sending ``address``, which must lead back to it."""
    asked = Question("reverse-dns", address, "RFC 1912, 2.1; RFC 5321, 4.1.4; Google, 2024")
    if not is_public(address):
        yield asked.unknown("nobody outside sees this address", "give the one they see with --ip")
        return
    names = records.names(address)
    if not names:
        yield asked.missing("it has no name", "ask whoever rents it to you for a PTR record")
        return
    confirmed = [name for name in names if address in records.addresses(name)]
    if confirmed:
        yield asked.ok(f"{confirmed[0]}, which leads back to it")
    else:
        yield asked.missing(
            f"its name {names[0]} does not lead back to it", f"A or AAAA {names[0]}: {address}"
        )


def judge_route(route: Route) -> Iterator[Finding]:
    """Judge the way to the server that takes mails from the shop."""
    asked = Question("transport", route.stream, "RFC 8314, 3.3")
    if not route.provider and not route.host:
        yield asked.missing("mails do not leave this machine", "set EMAIL_URL, see .env.example")
    elif not route.is_encrypted and not route.host.startswith(("127.", "localhost", "::1")):
        yield asked.warning(
            f"password and mails go to {route.host} unencrypted", "smtp+tls:// or smtp+ssl://"
        )
    else:
        yield asked.ok(route.provider or route.host)
