"""HTML of other shops becomes plain text: the pages of this one escape whatever they show."""

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset({"head", "iframe", "noscript", "script", "style", "template", "title"})
_A_BLOCK = re.compile(rf"<(?:br|{'|'.join(sorted(_BLOCKS))})[\s/>]", re.IGNORECASE)


def line(text: str) -> str:
    """Return ``text`` on one line: entities read, runs of spaces made one."""
    return " ".join(html.unescape(text).split())


def paragraphs(text: str) -> str:
    """Return what a reader of the HTML ``text`` sees; a blank line stands between paragraphs.

    A text without block tags keeps its own lines.
    """
    if not _A_BLOCK.search(text):
        text = re.sub(r"\r\n?|\n", "<br>", text)
    reader = _Paragraphs()
    reader.feed(text)
    reader.close()
    lines = [" ".join(part.split()) for part in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))
