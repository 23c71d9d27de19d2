"""What is to be said of a domain's SPF record, and of who sends by it."""

from collections.abc import Iterator, Sequence

from shop.core.messaging.deliverability.findings import Finding, Question
from shop.core.messaging.deliverability.records import Records
from shop.core.messaging.deliverability.routes import Route
from shop.core.messaging.deliverability.spf import (
    MOST_LOOKUPS,
    MOST_VOIDS,
    Opaque,
    Tally,
    count,
    ending,
    records_of,
    result_for,
)

ALMOST_FULL = 9  # look-ups; the next include of somebody else is one too many


def judge_spf(
    domain: str, records: Records, *, route: Route, addresses: Sequence[str] = ()
) -> Iterator[Finding]:
    """Judge the record of ``domain``; ``addresses`` are those that mails leave from, if known."""
    asked = Question("spf", domain, "RFC 7208")
    found = records_of(domain, records)
    if not found:
        wanted = f"include:{route.include}" if route.include else _as_terms(addresses) or "mx"
        yield asked.missing("no record", f"TXT {domain}: v=spf1 {wanted} ~all")
        return
    if len(found) > 1:
        says = f"{len(found)} records, so none counts"
        yield asked.missing(says, "make one of them, with all that both name")
        return
    yield _of_lookups(asked, count(domain, records))
    yield _of_ending(asked, ending(domain, records))
    yield _of_route(domain, records, route, addresses)


def _of_lookups(asked: Question, tally: Tally) -> Finding:
    number = f"{tally.lookups} of {MOST_LOOKUPS} look-ups"
    if tally.faults:
        return asked.missing("; ".join(tally.faults), "mend or take out what is named")
    if tally.lookups > MOST_LOOKUPS:
        return asked.missing(
            f"{tally.lookups} look-ups, {MOST_LOOKUPS} are allowed, so it counts as broken",
            "take out what no longer sends for you",
        )
    if tally.voids > MOST_VOIDS:
        says = f"{tally.voids} of its names lead nowhere, {MOST_VOIDS} are allowed"
        return asked.missing(says, "take them out")
    if tally.lookups >= ALMOST_FULL:
        return asked.warning(number, "take out what no longer sends for you, before it is one more")
    return asked.ok(f"one record, {number}")


def _of_ending(asked: Question, sign: str) -> Finding:
    match sign:
        case "-" | "~":
            return asked.ok(f"ends in {sign}all")
        case "+":
            return asked.missing("+all lets everybody send in your name", "end it in ~all")
        case "?":
            return asked.warning("?all says nothing about strangers", "end it in ~all")
    return asked.warning("it has no end: strangers are neither let nor refused", "end it in ~all")


def _of_route(domain: str, records: Records, route: Route, addresses: Sequence[str]) -> Finding:
    asked = Question("spf-covers", domain, "RFC 7208, 4.6; Google and Yahoo, 2024")
    if route.include:
        return _of_provider(asked, count(domain, records).includes, route)
    if route.provider:
        return asked.unknown(
            f"what {route.provider} asks for is not known here", "compare with its own pages"
        )
    if not addresses:
        return asked.unknown("no address is known from which mails leave", "give it with --ip")
    try:
        refused = [each for each in addresses if result_for(each, domain, records) != "+"]
    except Opaque:
        return asked.unknown("the record has macros", "look at Authentication-Results of a mail")
    if refused:
        todo = f"add {_as_terms(refused)} to the record"
        return asked.missing(f"{', '.join(refused)} may not send", todo)
    return asked.ok(f"{', '.join(addresses)} may send")


def _as_terms(addresses: Sequence[str]) -> str:
    return " ".join(f"ip{6 if ':' in each else 4}:{each}" for each in addresses)


def _of_provider(asked: Question, includes: Sequence[str], route: Route) -> Finding:
    parts = route.include.split(".")
    own = ".".join(parts[-2:])
    if any(each == own or each.endswith(f".{own}") for each in includes):
        return asked.ok(f"includes {route.provider}")
    return asked.warning(
        f"does not include {route.provider}",
        f"add include:{route.include}, unless bounces go to a name of the provider's: then DKIM "
        "alone stands for you",
    )
