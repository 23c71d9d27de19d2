"""Words that staff say mean the same, or that also find something else.

Asked while a search is read, so that nothing is indexed again. All of them are read at once and
held for HELD_SECONDS by each process: one search in that time costs a query more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from django.db.models import signals

from catalog.models import Synonyms
from catalog.search import analyser
from catalog.search.held import Held

HELD_SECONDS: Final = 30
LONGEST_PHRASE: Final = 4  # words
MOST_SAME: Final = 20  # phrases that one phrase may find; each makes every search of it longer

Phrase = tuple[analyser.Word, ...]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """Words that are looked for together, and by language the phrases that will do as well."""

    words: Phrase
    is_required: bool
    same: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)


class Thesaurus:
    """All synonyms, by what is typed."""

    def __init__(self, rows: Iterable[Synonyms]) -> None:
        self._same: defaultdict[tuple[str, Key], dict[Phrase, None]] = defaultdict(dict)
        for row in rows:
            for language in [row.language] if row.language else analyser.LANGUAGES:
                self._add(row, language)

    def units(self, typed: Sequence[tuple[analyser.Word, bool]]) -> list[Unit]:
        """Return ``typed`` as units, the longest phrases that are known first.

        ``typed`` says of each word whether it is required. What is not, such as the stop words of
        the other language, is in no phrase and stands in the way of none.
        """
        required = [word for word, is_required in typed if is_required]
        units = [Unit((word,), is_required=False) for word, must in typed if not must]
        while required:
            unit = self._first(required)
            units.append(unit)
            del required[: len(unit.words)]
        return units

    def _first(self, words: list[analyser.Word]) -> Unit:
        if self._same:
            for length in range(min(len(words), LONGEST_PHRASE), 0, -1):
                phrase = tuple(words[:length])
                if same := self._same_as(phrase):
                    return Unit(phrase, is_required=True, same=same)
        return Unit((words[0],), is_required=True)

    def _same_as(self, phrase: Phrase) -> dict[str, tuple[Phrase, ...]]:
        found = {}
        for language in analyser.LANGUAGES:
            same: dict[Phrase, None] = {}
            for key in _keys(phrase, language):
                same |= self._same.get((language, key), {})
            if others := [other for other in same if other != phrase]:
                found[language] = tuple(others[:MOST_SAME])
        return found

    def _add(self, row: Synonyms, language: str) -> None:
        typed = phrases(row.words)
        finds = phrases(row.also_finds) or typed
        for phrase in typed:
            for key in _keys(phrase, language):
                self._same[language, key] |= dict.fromkeys(finds)


def current() -> Thesaurus:
    """Return the synonyms as they were up to HELD_SECONDS ago."""
    return _held.get()


def phrases(lines: str) -> list[Phrase]:
    return [words for line in lines.splitlines() if (words := phrase(line))]


def phrase(line: str) -> Phrase:
    """Return the words of ``line`` that count; none if no search would ask for any of them."""
    return tuple(
        word
        for word in analyser.words(line)
        if not any(analyser.is_stop_word(word, language) for language in analyser.LANGUAGES)
    )


def is_same(one: Phrase, other: Phrase, language: str) -> bool:
    """Tell whether who types the one has typed the other: they differ by accents, plurals, hyphens."""
    languages = [language] if language else analyser.LANGUAGES
    return any(not set(_keys(one, code)).isdisjoint(_keys(other, code)) for code in languages)


def _keys(phrase: Phrase, language: str) -> Iterator[Key]:
    """Yield all under which ``phrase`` is known: each form of each part, and all written as one."""
    parts = [part for word in phrase for part in word.parts or (word.text,)]
    whole = "".join(word.text for word in phrase)
    yield from ((form,) for form in analyser.forms(whole, language))
    if 1 < len(parts) <= LONGEST_PHRASE:
        yield from product(*(analyser.forms(part, language) for part in parts))
    elif parts != [whole] and len(parts) == 1:  # « l'été »
        yield from ((form,) for form in analyser.forms(parts[0], language))


def _read() -> Thesaurus:
    return Thesaurus(Synonyms.objects.order_by("pk"))


_held: Final = Held(_read, seconds=HELD_SECONDS)


def _changed(**kwargs: Any) -> None:
    _held.changed()


def connect() -> None:
    signals.post_save.connect(_changed, sender=Synonyms)
    signals.post_delete.connect(_changed, sender=Synonyms)
