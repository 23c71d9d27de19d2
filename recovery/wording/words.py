"""Four texts of a reminder that may be written anew, and what may stand in them for something else.

Everything around them, the things, the links, who signs, is the mail's own: no wording can lose the
way back or the way to stop.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery.models.wording import WordingVersion

# What each stands for. Nothing else is filled in, whatever stands between braces.
PLACEHOLDERS: Mapping[str, object] = {
    "shop_name": gettext_lazy("the name of the shop"),
    "care_name": gettext_lazy("who writes, of customer care"),
    "product": gettext_lazy("the first thing in the cart, or what was looked at"),
    "count": gettext_lazy("how many different things there are"),
}
_BRACED = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"https?:|www\.|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z!/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a reminder says. ``opening`` and ``closing`` may have paragraphs, with an empty line between."""

    subject: str
    opening: str
    button: str
    closing: str

    @classmethod
    def of(cls, version: WordingVersion) -> Self:
        return cls(**{name: getattr(version, name) for name in TEXTS})

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in TEXTS}

    def filled(self, values: Mapping[str, str]) -> Self:
        """Return the words with ``values`` in the place of ``{names}``, as text: nothing is run."""

        def fill(text: str) -> str:
            if "{" not in text:
                return text
            return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)

        return type(self)(**{name: fill(text) for name, text in self.as_dict().items()})


TEXTS = tuple(each.name for each in fields(Words))


def problems(text: str, *, is_one_line: bool) -> Iterator[str]:
    """Say what keeps ``text`` from being one of the words, each with the way out."""
    for name in _BRACED.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            words = _("Nothing is known to stand for {%(name)s}. There are: %(known)s.")
            yield words % {"name": name, "known": known}
    if _ADDRESS.search(text):
        yield _(
            "No addresses here: the button is the one way back, and answers reach customer care."
        )
    if _MARKUP.search(text):
        yield _("Plain text, please: it is written into the mail as it stands here.")
    if is_one_line and len(text.splitlines()) > 1:
        yield _("One line, please.")
