"""What receivers do with mails that only pretend to be a domain's: DMARC, RFC 7489."""

from collections.abc import Iterator

from shop.core.messaging.deliverability.domains import are_aligned, organisational
from shop.core.messaging.deliverability.findings import Finding, Question
from shop.core.messaging.deliverability.records import Records, tags

_POLICIES = {"none", "quarantine", "reject"}
_FEWEST = "TXT _dmarc.{}: v=DMARC1; p=none; rua=mailto:dmarc@{}"


def judge_dmarc(domain: str, records: Records) -> Iterator[Finding]:
    """Judge the record of ``domain``, or that of its owner, which holds for it as well (6.6.3)."""
    owner = organisational(domain)
    found: list[str] = []
    place = domain
    for place in dict.fromkeys((domain, owner)):
        found = [text for text in records.txt(f"_dmarc.{place}") if _is_one(text)]
        if found:
            break
    asked = Question("dmarc", place, "RFC 7489; Google and Yahoo, 2024")
    if not found:
        yield asked.missing("no record", _FEWEST.format(owner, owner))
        return
    if len(found) > 1:
        yield asked.missing(f"{len(found)} records, so none counts", "keep one of them")
        return
    said = tags(found[0])
    yield _of_policy(asked, said, is_for_subdomain=place != domain)
    yield _of_reports(asked, said, place, records)
    if "s" in {said.get("adkim"), said.get("aspf")} and place != domain:
        yield asked.warning(
            f"adkim=s or aspf=s asks for exactly {domain} in signatures and bounces",
            "take it out, unless the provider signs with that very name",
        )


def _is_one(text: str) -> bool:
    return text.replace(" ", "").lower().startswith("v=dmarc1")


def _of_policy(asked: Question, said: dict[str, str], *, is_for_subdomain: bool) -> Finding:
    policy = said.get("p", "").lower()
    if is_for_subdomain:
        policy = said.get("sp", policy).lower()
    if policy not in _POLICIES:
        return asked.missing("it has no policy", "begin with p=none")
    if policy == "none":
        todo = "when the reports of some weeks show only your own servers, p=quarantine"
        return asked.warning("p=none only watches", todo)
    share = said.get("pct", "100")
    if share != "100":
        return asked.warning(f"p={policy} for {share} % of mails", "raise pct to 100 step by step")
    return asked.ok(f"p={policy}")


def _of_reports(asked: Question, said: dict[str, str], domain: str, records: Records) -> Finding:
    places = [each.removeprefix("mailto:") for each in said.get("rua", "").split(",") if each]
    if not places:
        todo = f"add rua=mailto:dmarc@{domain}, or the address of a service that reads them"
        return asked.warning("nobody gets reports", todo)
    for place in places:
        host = place.rpartition("@")[2].partition("!")[0].lower()
        if are_aligned(host, domain):
            continue
        name = f"{domain}._report._dmarc.{host}"  # 7.1: who is sent reports of others agrees to it
        if not any(_is_one(text) for text in records.txt(name)):
            return asked.warning(f"{host} has not agreed to get reports", f"it lacks TXT {name}")
    return asked.ok(f"reports go to {', '.join(places)}")
