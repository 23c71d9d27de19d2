"""Turns texts into the words that are indexed and searched for: one analyser for both databases.

The databases themselves only compare the strings made here, so that they match alike. A *form* is
a spelling of a word without case and accents: as written, and its stems in one language. A word
matches another when they share a form.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import snowballstemmer

from catalog.search.stop_words import STOP_WORDS

LANGUAGES: Final = ("fr", "en")
SHORT_TEXT: Final = 40  # characters
LONGEST_FORM: Final = 40  # characters; longer strings are no words, and indexes limit their keys

_STEMMERS: Final = {
    "fr": snowballstemmer.stemmer("french"),
    "en": snowballstemmer.stemmer("english"),
}
# Letters that Unicode does not take apart.
_LIGATURES: Final = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_JOINERS: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’ʼ‘`´", "'"))
_DECIMAL_SIGN: Final = re.compile(r"(?<=\d)[.,](?=\d)")
_COMPOUND: Final = re.compile(r"[^\W_]+(?:[-'._/&+][^\W_]+)*")
_PART: Final = re.compile(r"[^\W_]+")
# "t shirt" is a way to write "t-shirt"; a, i and y are words of their own.
_LONE_LETTER: Final = re.compile(r"(?<![^\W_])(?<![-'._/&+])([b-hj-xz]) (?=[^\W\d_]{2})")
_ELIDED: Final = frozenset("c d j l m n s t qu jusqu lorsqu puisqu quoiqu".split())  # noqa: SIM905
_MOST_PARTS: Final = 6


@dataclass(frozen=True)
class Word:
    """A word as typed: lower case, accents kept. ``parts`` is empty unless it is a compound.

    « l'été », "t-shirt" and "AB-123" are compounds: ``text`` is the whole without joiners,
    ``joined`` the whole with them, to show it to people.
    """

    text: str
    parts: tuple[str, ...] = ()
    joined: str = field(default="", compare=False)

    @property
    def spelling(self) -> str:
        return self.joined or self.text


def words(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` in order, stop words included. Never raises, whatever the text."""
    for found in _COMPOUND.finditer(_LONE_LETTER.sub(r"\1-", _folded(text))):
        parts = _PART.findall(found.group())
        if len(parts) == 1:
            yield Word(parts[0])
        elif len(parts) > _MOST_PARTS:
            yield from map(Word, parts)
        else:
            yield Word("".join(parts), _meaningful(parts, found.group()), found.group())


def is_stop_word(word: Word, language: str) -> bool:
    return all(part in STOP_WORDS[language] for part in word.parts or (word.text,))


@lru_cache(maxsize=50_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return the forms of a word or part: the plain spelling first, then its stems.

    Stemming looks at accents (« brodé », « brodée »), yet many people type none: both are stemmed.
    """
    plain = unaccented(word)[:LONGEST_FORM]
    if any(character.isdigit() for character in plain):
        return (plain,)  # a reference or a measure, not a word of any language
    stemmer = _STEMMERS[language]
    accented = {word[:LONGEST_FORM], plain}
    if language == "fr":
        # bijoux and cheveux are plurals that the stemmer leaves alone.
        accented |= {spelling[:-1] for spelling in accented if spelling.endswith(("oux", "eux"))}
    stems = {unaccented(stemmer.stemWord(spelling)) for spelling in sorted(accented)}
    return (plain, *sorted(stems - {plain, ""}))


def forms_of_text(text: str, language: str) -> Iterable[str]:
    """Return every form under which ``text`` shall be found, with repetitions."""
    if len(text) > SHORT_TEXT:
        return _forms_of_text(text, language)
    return _forms_of_short_text(text, language)


@lru_cache(maxsize=10_000)
def _forms_of_short_text(text: str, language: str) -> tuple[str, ...]:
    """Names of brands, categories and attributes stand in many products."""
    return tuple(_forms_of_text(text, language))


def _forms_of_text(text: str, language: str) -> Iterator[str]:
    for word in words(text):
        if is_stop_word(word, language):
            continue
        yield from forms(word.text, language)
        for part in word.parts:
            yield from forms(part, language)


def in_plain_words(text: str) -> str:
    """Return the words of ``text`` in one spelling, by which two searches are the same."""
    return " ".join(unaccented(word.text) for word in words(text))


def unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _folded(text: str) -> str:
    """Return ``text`` in lower case, composed, with one way to write hyphens and apostrophes."""
    text = unicodedata.normalize("NFKC", text.translate(_JOINERS)).casefold()
    text = unicodedata.normalize("NFKC", text.translate(_LIGATURES))
    text = _DECIMAL_SIGN.sub("p", text)  # 1,5 and 1.5 are one word, and not 15
    return "".join(c for c in text if not unicodedata.combining(c))


def _meaningful(parts: list[str], compound: str) -> tuple[str, ...]:
    """Return the parts of a compound but the elided word before it and the possessive after it."""
    kept = list(parts)
    if compound[len(parts[0])] == "'" and parts[0] in _ELIDED:
        del kept[0]
    elif compound.endswith("'s"):
        del kept[-1]
    return tuple(kept)
