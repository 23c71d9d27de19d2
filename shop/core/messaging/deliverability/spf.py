"""Who may send in a domain's name: SPF, RFC 7208. Reads records and follows what they include."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from shop.core.messaging.deliverability.records import Records

MOST_LOOKUPS, MOST_VOIDS = 10, 2  # 4.6.4
_ASKS = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_ENOUGH = 50  # look-ups that are followed; what leads further is wrong anyway


@dataclass(frozen=True)
class Term:
    """``~include:mx.example`` is ``~``, ``include``, ``mx.example``; ``a/24`` keeps its ``/24`` apart."""

    sign: str
    name: str
    value: str
    prefix: str


@dataclass
class Tally:
    """What there is to know of a record without an address: see ``count``."""

    lookups: int = 0
    voids: int = 0
    includes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Opaque(Exception):
    """A macro: what it means depends on each mail."""


def records_of(domain: str, records: Records) -> list[str]:
    """Return the records that say v=spf1: one, or something is wrong (4.5)."""
    return [text for text in records.txt(domain) if text.lower().split(" ")[0] == "v=spf1"]


def terms(record: str) -> Iterator[Term]:
    for word in record.split()[1:]:
        sign = word[0] if word[0] in "+-~?" else "+"
        name, mark, value = _parted(word.removeprefix(sign))
        if mark == "=" or name in {"ip4", "ip6"}:
            yield Term(sign, name, value, "")
        elif mark:
            value, _, prefix = value.partition("/")
            yield Term(sign, name, value, prefix)
        else:
            name, _, prefix = name.partition("/")
            yield Term(sign, name, "", prefix)


def _parted(word: str) -> tuple[str, str, str]:
    marks = [at for at in (word.find(":"), word.find("=")) if at >= 0]
    if not marks:
        return word.lower(), "", ""
    at = min(marks)
    return word[:at].lower(), word[at], word[at + 1 :].rstrip(".").lower()


def ending(domain: str, records: Records, seen: frozenset[str] = frozenset()) -> str:
    """Return the sign of ``all``, here or where it redirects to; empty without one."""
    found = records_of(domain, records)
    if len(found) != 1 or domain in seen:
        return ""
    said = list(terms(found[0]))
    for term in said:
        if term.name == "all":
            return term.sign
    redirect = next((term.value for term in said if term.name == "redirect"), "")
    return ending(redirect, records, seen | {domain}) if redirect else ""


def count(domain: str, records: Records) -> Tally:
    """Follow all that a receiver might have to look up, and tell what is wrong with it."""
    tally = Tally()
    _count(domain, records, tally, (domain,))
    return tally


def _count(domain: str, records: Records, tally: Tally, path: tuple[str, ...]) -> None:
    found = records_of(domain, records)
    if len(found) != 1:
        if len(path) > 1:
            says = "has no SPF record" if not found else "has several SPF records"
            tally.faults.append(f"{domain}, which it includes, {says}")
        return
    said = list(terms(found[0]))
    has_all = any(term.name == "all" for term in said)
    for term in said:
        if term.name not in _ASKS or (term.name == "redirect" and has_all):
            continue  # 6.1: a redirect behind "all" is never reached
        tally.lookups += 1
        if tally.lookups > _ENOUGH:
            return
        if term.name in {"include", "redirect"}:
            _follow(term.value, records, tally, path)
        elif term.name in {"a", "mx"} and "%" not in term.value:
            tally.voids += not _hosts(term, domain, records)


def _follow(domain: str, records: Records, tally: Tally, path: tuple[str, ...]) -> None:
    if "%" in domain:
        return
    tally.includes.append(domain)
    if domain in path:
        tally.faults.append(f"{domain} includes itself")
        return
    _count(domain, records, tally, (*path, domain))


def _hosts(term: Term, domain: str, records: Records) -> list[str]:
    name = term.value or domain
    if term.name == "a":
        return records.addresses(name)
    return [each for host in records.mx(name) for each in records.addresses(host)]


def result_for(address: str, domain: str, records: Records, depth: int = 0) -> str:
    """Return the sign that ``domain`` gives to mails from ``address`` (4.6): ``+`` for *may*.

    ``?`` for *says nothing*. Raises Opaque where a macro decides.
    """
    found = records_of(domain, records)
    if len(found) != 1 or depth > MOST_LOOKUPS:
        return "?"
    said = list(terms(found[0]))
    for term in said:
        if _matches(term, address, domain, records, depth):
            return term.sign
    redirect = next((term.value for term in said if term.name == "redirect"), "")
    return result_for(address, redirect, records, depth + 1) if redirect else "?"


def _matches(term: Term, address: str, domain: str, records: Records, depth: int) -> bool:
    if "%" in term.value:
        raise Opaque
    match term.name:
        case "all":
            return True
        case "ip4" | "ip6":
            return _is_within(address, term.value)
        case "a" | "mx":
            four, _, six = term.prefix.partition("//")  # a/24//64 (5.6)
            if term.prefix.startswith("/"):
                four, six = "", term.prefix[1:]
            prefix = six if ":" in address else four
            hosts = [
                host for host in _hosts(term, domain, records) if (":" in host) == (":" in address)
            ]
            return any(
                _is_within(address, f"{host}/{prefix}" if prefix else host) for host in hosts
            )
        case "include":
            return result_for(address, term.value, records, depth + 1) == "+"
        case "exists":
            return bool(records.addresses(term.value))
    return False


def _is_within(address: str, network: str) -> bool:
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError:
        return False
