"""What a visitor typed, as a tree of terms that each database's module puts into its own words."""

from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Final

from catalog.search import analyser, synonyms

LONGEST_TEXT: Final = 300  # characters that are read
MOST_WORDS: Final = 12  # words that count
SHORTEST_PREFIX: Final = 2  # characters; one letter would find half the shop


class Place(Enum):
    """Where a word can stand in a product, best place first; the value marks it in the index.

    The mark is a part of the word: an index then answers at once what stands in names. With FTS5's
    columns and tsvector's weights, each product found would have to be opened to see.
    """

    NAME = "a"  # and SKUs, typed whole
    BRAND = "e"  # a newer mark: what earlier versions wrote under "b" is found as ever
    CATEGORY = "b"
    TRAIT = "c"  # attribute, option, a part of a SKU
    TEXT = "d"  # description


@dataclass(frozen=True)
class Term:
    """A form as it stands in the index, but for its place."""

    text: str
    is_prefix: bool = False


# Any of these must be there ...
AnyOf = tuple[Term, ...]
# ... for each part of one spelling ...
Spelling = tuple[AnyOf, ...]
# ... of any spelling of the word: "t-shirt" is tshirt, or both t and shirt.
Spellings = tuple[Spelling, ...]


@dataclass(frozen=True)
class QueryWord:
    """One word in the visitor's language, and as the other language would read it.

    With what means the same. Several words that staff know as one phrase are one of these, too.
    """

    own: Spellings
    other: Spellings
    is_required: bool
    is_unfinished: bool


def parse(text: str, language: str, *, is_finished: bool = False) -> list[QueryWord]:
    """Return the words to search for; none if ``text`` has only stop words, or none at all.

    Stop words of the visitor's language are dropped. Those of the other language help to rank, but
    are not asked for: French visitors type "the north face" as well as "sac for women". The last
    word may go on, unless the text ``is_finished``.
    """
    own = language_of(language)
    other = next(code for code in analyser.LANGUAGES if code != own)
    typed = [
        word for word in analyser.words(text[:LONGEST_TEXT]) if not analyser.is_stop_word(word, own)
    ]
    typed = list(dict.fromkeys(typed[:MOST_WORDS]))
    if not typed:
        return []
    must = [not analyser.is_stop_word(word, other) for word in typed]
    units = synonyms.current().units(
        [
            (word, is_required or not any(must))
            for word, is_required in zip(typed, must, strict=True)
        ]
    )
    unfinished = [not is_finished and typed[-1] in unit.words for unit in units]
    return [
        QueryWord(
            own=_spellings_of(unit, own, may_go_on=may_go_on),
            other=_spellings_of(unit, other, may_go_on=may_go_on),
            is_required=unit.is_required,
            is_unfinished=may_go_on,
        )
        for unit, may_go_on in zip(units, unfinished, strict=True)
    ]


def language_of(code: str) -> str:
    """Return the indexed language for ``code``, such as fr for fr-ca."""
    short = code[:2].lower()
    return short if short in analyser.LANGUAGES else analyser.LANGUAGES[0]


def marked(form: str, language: str) -> str:
    """Return ``form`` with the mark of its language: « pain » is bread, "pain" is not."""
    return language[0] + form


def _spellings_of(unit: synonyms.Unit, language: str, *, may_go_on: bool) -> Spellings:
    same = unit.same.get(language, ())
    return (
        *_phrase(unit.words, language, may_go_on=may_go_on),
        *(spelling for words in same for spelling in _phrase(words, language, may_go_on=False)),
    )


def _phrase(words: tuple[analyser.Word, ...], language: str, *, may_go_on: bool) -> Spellings:
    """Return the ways to spell all of ``words``; only the last may be unfinished."""
    last = len(words) - 1
    ways = [
        _spellings(word, language, may_go_on=may_go_on and place == last)
        for place, word in enumerate(words)
    ]
    return tuple(sum(way, ()) for way in product(*ways))


def _spellings(word: analyser.Word, language: str, *, may_go_on: bool) -> Spellings:
    whole = (_any_of(word.text, language, may_go_on=may_go_on),)
    if not word.parts:
        return (whole,)
    last = len(word.parts) - 1
    parts = tuple(
        _any_of(part, language, may_go_on=may_go_on and position == last)
        for position, part in enumerate(word.parts)
    )
    return (whole, parts)


def _any_of(word: str, language: str, *, may_go_on: bool) -> AnyOf:
    plain, *stems = analyser.forms(word, language)
    is_prefix = may_go_on and len(plain) >= SHORTEST_PREFIX
    return (
        Term(marked(plain, language), is_prefix),
        *(Term(marked(stem, language)) for stem in stems),
    )
