"""The rules of tone: each looks at a mail and names what it finds."""

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from recovery.tone.findings import Finding, Rule
from recovery.tone.lexicon import HELPS, PUSHES
from recovery.tone.reading import Reading, folded
from shop.core.messaging.rendering import Mail

LONGEST_SUBJECT = 60
_SHOUTING = re.compile(r"\b[A-ZÀ-Þ]{3,}(?:[ '’][A-ZÀ-Þ]{2,})+\b|!\s*!")
_EXCLAIMING = re.compile(r"[^.?!\n]*!")
_AROUND = 24  # characters shown on either side of what is at fault


def lint(mail: Mail) -> list[Finding]:
    """Return what is wrong with a reminder, in the order of ``Rule``; an empty list: it may go.

    Pure: it reads the mail and nothing else. What belongs to others, such as the name of a product,
    counts as the shop's own words; who judges a wording renders it about a thing with a plain name.
    """
    reading = Reading(mail)
    found = [finding for check in _CHECKS for finding in check(reading)]
    order = list(Rule)
    return sorted(dict.fromkeys(found), key=lambda each: order.index(each.rule))


def _help_first(mail: Reading) -> Iterator[Finding]:
    if not HELPS.search(folded(mail.opening)):
        yield Finding(Rule.HELP_FIRST, _short(mail.opening))


def _one_main_link(mail: Reading) -> Iterator[Finding]:
    buttons = [anchor.href for anchor in mail.page.anchors if anchor.is_button]
    if len(buttons) != 1 or buttons[0] not in mail.mail.text:
        yield Finding(Rule.ONE_MAIN_LINK, " ".join(buttons))


def _stop_link(mail: Reading) -> Iterator[Finding]:
    headers = mail.mail.headers
    stop = headers.get("List-Unsubscribe", "").strip("<>")
    is_one_click = headers.get("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"  # RFC 8058
    is_linked = stop in {anchor.href for anchor in mail.page.anchors} and stop in mail.mail.text
    if not (stop and is_one_click and is_linked):
        yield Finding(Rule.STOP_LINK)


def _pushing(mail: Reading) -> Iterator[Finding]:
    for line in mail.words:
        plain = folded(line)
        for rule, pushes in PUSHES.items():
            if match := pushes.search(plain):  # one is enough to mend the line
                yield Finding(rule, _excerpt(line, *match.span()))


def _shouting(mail: Reading) -> Iterator[Finding]:
    exclaimed = [each for line in mail.words for each in _EXCLAIMING.findall(line)]
    if len(exclaimed) > 1:
        yield Finding(Rule.PRESSURE, _short(exclaimed[1].strip()))
    for line in mail.words:
        if match := _SHOUTING.search(line):
            yield Finding(Rule.PRESSURE, _excerpt(line, *match.span()))


def _elsewhere(mail: Reading) -> Iterator[Finding]:
    page = mail.page
    for address in (*(anchor.href for anchor in page.anchors), *page.loaded):
        if not _is_ours(address):
            yield Finding(Rule.ELSEWHERE, _short(address))
    for element in page.active:
        yield Finding(Rule.ELSEWHERE, element)
    if page.has_pixel:
        yield Finding(Rule.ELSEWHERE, "<img>")


def _long_subject(mail: Reading) -> Iterator[Finding]:
    if len(mail.mail.subject) > LONGEST_SUBJECT:
        yield Finding(Rule.LONG_SUBJECT, mail.mail.subject[LONGEST_SUBJECT:])


_CHECKS: Sequence[Callable[[Reading], Iterator[Finding]]] = [
    _help_first,
    _one_main_link,
    _stop_link,
    _pushing,
    _shouting,
    _elsewhere,
    _long_subject,
]


def _is_ours(address: str) -> bool:
    if address.startswith("mailto:"):
        return True
    ours, found = urlsplit(settings.BASE_URL), urlsplit(urljoin(settings.BASE_URL, address))
    return (ours.scheme, ours.netloc) == (found.scheme, found.netloc)


def _excerpt(line: str, start: int, end: int) -> str:
    """Return what is at fault with the words around it."""
    first = line.rfind(" ", 0, max(0, start - _AROUND)) + 1 if start > _AROUND else 0
    last = line.find(" ", end + _AROUND)
    return line[first : last if last >= 0 else len(line)].strip()


def _short(text: str, most: int = 120) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"
