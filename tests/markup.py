"""What a validator finds wrong with a page or mail, as far as ours has ever found anything.

Not a validator: the whole of HTML is checked by vnu and the look of pages by axe, both of which take
too long for every change (``docs/accessibility.md``).
"""

import re
from collections import Counter
from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 7)}
INSIDE_NO_PARAGRAPH = {"div", "dl", "fieldset", "form", "h1", "h2", "h3", "ol", "p", "table", "ul"}
REFERENCES = {"aria-controls", "aria-describedby", "aria-labelledby", "for"}
# HTML's own names with a hyphen; every other one belongs to ARIA, to data-* or inside a picture.
HYPHENATED = {"accept-charset", "http-equiv"}
DATE = r"\d{4}-\d{2}-\d{2}"
MOMENT = re.compile(rf"{DATE}(T\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,3}})?)?([+-]\d{{2}}:?\d{{2}}|Z))?")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults = []
        self.ids = Counter()
        self.referred = []
        self.levels = []
        self.focused = 0
        self.open_paragraph = self.in_picture = False

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.in_picture = self.in_picture or tag == "svg"
        if tag in INSIDE_NO_PARAGRAPH and self.open_paragraph:
            self.faults.append(f"<{tag}> inside of <p>")
        if tag == "p":
            self.open_paragraph = True
        if tag in HEADINGS:
            self.levels.append(HEADINGS[tag])
        if "id" in named:
            self.ids[named["id"]] += 1
        self.focused += "autofocus" in named
        for name, value in attributes:
            self._look_at(tag, name, value or "")

    def _look_at(self, tag, name, value):
        if "-" in name and not self.in_picture and not name.startswith(("aria-", "data-")):
            self.faults += [] if name in HYPHENATED else [f"unknown attribute {name}"]
        if name in REFERENCES:
            self.referred += value.split() or [f"(empty {name})"]
        if name == "href" and value.startswith("#") and value != "#":
            self.referred.append(value.removeprefix("#"))
        if name in {"width", "height"} and (tag in {"td", "th"} or not value.isdigit()):
            self.faults += [] if self.in_picture else [f"{name} of <{tag}>"]
        if name == "datetime" and not MOMENT.fullmatch(value):
            self.faults.append(f"datetime {value}")

    def handle_endtag(self, tag):
        if tag == "svg":
            self.in_picture = False
        if tag == "p":
            self.faults += [] if self.open_paragraph else ["</p> without <p>"]
            self.open_paragraph = False


def faults_of(html, *, is_page=True):
    """Return what is wrong with ``html``; a mail, unlike a page, needs no heading."""
    reader = _Reader()
    reader.feed(html)
    faults = list(reader.faults)
    faults += [f"id {each} twice" for each, times in reader.ids.items() if times > 1]
    faults += [f"nothing is called {each}" for each in reader.referred if each not in reader.ids]
    if reader.focused > 1:
        faults.append("several with autofocus")
    if is_page:
        faults += _faults_of_headings(reader.levels)
    return faults


def _faults_of_headings(levels):
    faults = [] if levels.count(1) == 1 else [f"{levels.count(1)} first headings"]
    before = [0, *levels]
    return faults + [
        f"heading {level} after {above}"
        for above, level in zip(before, levels, strict=False)
        if level > above + 1
    ]
