"""A mail as the rules read it: its words, and what its HTML links to and loads."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from shop.core.messaging.rendering import Mail

_LIKE_ASCII = str.maketrans(dict.fromkeys("’‘ʼ", "'") | dict.fromkeys("\u00a0\u202f\u2009", " "))
_INLINE = {"a", "b", "strong", "em", "i", "span", "small", "u"}
_GREETING = re.compile(r"[^.?!\n]{0,40},")


@dataclass(frozen=True, slots=True)
class Anchor:
    href: str
    is_button: bool


@dataclass(slots=True)
class Page:
    """What the HTML of a mail has in it."""

    anchors: list[Anchor] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)  # addresses of pictures and the like
    has_pixel: bool = False
    active: list[str] = field(default_factory=list)  # elements that run, send or embed
    lines: list[str] = field(default_factory=list)  # what can be read


@dataclass(frozen=True)
class Reading:
    """A mail, read once for all rules."""

    mail: Mail

    @cached_property
    def page(self) -> Page:
        parser = _Parser()
        parser.feed(self.mail.html)
        parser.close()
        return parser.page

    @cached_property
    def words(self) -> Sequence[str]:
        """The subject and what is read of text and HTML, line by line, each once and without addresses."""
        lines = (self.mail.subject, *self.mail.text.splitlines(), *self.page.lines)
        said = (" ".join(line.split()) for line in lines if "://" not in line)
        return [line for line in dict.fromkeys(said) if line]

    @cached_property
    def opening(self) -> str:
        """What follows the greeting: the first paragraph that is one."""
        for paragraph in re.split(r"\n\s*\n", self.mail.text.strip()):
            if not _GREETING.fullmatch(paragraph.strip()):
                return paragraph
        return ""


def folded(text: str) -> str:
    """Return ``text`` in small letters without accents, each character in its place.

    So that what is found in it can be shown as it was written.
    """
    return "".join(
        unicodedata.normalize("NFD", each)[0].lower()[0] for each in text.translate(_LIKE_ASCII)
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._line = ""
        self._is_hidden = False

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self._line += data

    def handle_endtag(self, tag: str) -> None:
        self._pass(tag)

    def close(self) -> None:
        super().close()
        self._pass("body")

    def _pass(self, tag: str) -> None:
        """End the line at whatever is not part of a sentence."""
        self._is_hidden = False
        if tag not in _INLINE:
            self.page.lines.append(self._line)
            self._line = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._pass(tag)
        self._is_hidden = tag in {"title", "style", "script"}
        named = {name: value or "" for name, value in attrs}
        match tag:
            case "a":
                is_button = "button" in named.get("class", "").split()
                self.page.anchors.append(Anchor(named.get("href", ""), is_button))
            case "img":
                self.page.loaded.append(named.get("src", ""))
                self.page.has_pixel |= {named.get("width"), named.get("height")} <= {"0", "1", "2"}
            case "script" | "form" | "iframe" | "object" | "video" | "audio" | "link":
                self.page.active.append(f"<{tag}>")
