"""What people see or hear of a page or template: its texts and the attributes that are read out."""

import re
from html.parser import HTMLParser

READ_OUT = {"alt", "aria-label", "placeholder", "title"}
SILENT = {"script", "style"}
VOID = {"br", "hr", "img", "input", "link", "meta"}

_NOTES = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)
_TRANSLATED = re.compile(r"{% blocktrans.*?endblocktrans(?:late)? %}|_\((\"|').*?\1\)", re.DOTALL)
_SHOWN = re.compile(r"{% firstof\b(.*?)%}|{{[^}]*?\|default(?:_if_none)?:(.*?)}}")
_INCLUDE = re.compile(r"{% include\b.*?%}")
_HANDED_ON = re.compile(r"\b(?:text|label|title|words)=(\"[^\"]*\"|'[^']*')")
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NAMELESS = re.compile(r"<(/?)(?={%)")  # an element whose name a tag decides
_WORD = re.compile(r"[^\W\d_]{2,}")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts = []
        self.skipped = []  # open elements inside one that is not read, or is in another language

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if self.skipped or tag in SILENT or ("lang" in named and tag != "html"):
            self.skipped += [] if tag in VOID else [tag]
            return
        said = [value for name, value in attributes if name in READ_OUT]
        if named.get("name") == "description":
            said.append(named.get("content"))
        self.texts += [text for text in said if text]

    def handle_endtag(self, tag):
        if tag in self.skipped:
            while self.skipped.pop() != tag:
                pass

    def handle_data(self, data):
        if not self.skipped:
            self.texts.append(data)


def visible_texts(html):
    """Return each text of a page by itself; what is marked as another language is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    parts = [part for text in reader.texts for part in text.split(" · ")]
    return [text for part in parts if (text := " ".join(part.split()))]


def untranslated(template):
    """Return the words of a template that people see and that no tag translates.

    A heuristic: it reads text, attributes, and literals that a tag shows or hands on as words.
    """
    source = _TRANSLATED.sub(" ", _NOTES.sub("", template))
    includes = " ".join(_INCLUDE.findall(source))
    handed_on = " ".join(f"<p>{each[1:-1]}</p>" for each in _HANDED_ON.findall(includes))
    source = _SHOWN.sub(_literals, _NAMELESS.sub(r"<\1x", source))
    source = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    return [text for text in visible_texts(source + handed_on) if _WORD.search(text)]


def _literals(tag):
    found = _LITERAL.findall(tag[1] or tag[2])
    return " ".join(one or other for one, other in found)
