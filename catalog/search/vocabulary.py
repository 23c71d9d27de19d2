"""The words that the shop itself uses, in the spelling that people know, accents and all.

Never in a row that others wait for: a transaction adds what it does not see, and what two add at
once is there twice until ``tending`` tidies up.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import connection

from catalog.models import SearchWord
from catalog.search import analyser
from catalog.search.held import Held

SHORTEST: Final = 3  # letters; below, anything resembles anything
LONGEST: Final = 40  # letters, as the columns
HELD_SECONDS: Final = 300

# JSON, so that it is one statement of one parameter for any number of words.
_GIVEN: Final = {
    "sqlite": "SELECT value ->> 0 AS language, value ->> 1 AS word, value ->> 2 AS plain"
    " FROM json_each(%s)",
    "postgresql": "SELECT value ->> 0 AS language, value ->> 1 AS word, value ->> 2 AS plain"
    " FROM json_array_elements(%s::json) AS each(value)",
}
_ADD: Final = """
INSERT INTO catalog_searchword (language, word, plain)
SELECT given.language, given.word, given.plain FROM ({given}) AS given
WHERE NOT EXISTS (
    SELECT 1 FROM catalog_searchword AS known
    WHERE known.word = given.word AND known.language = given.language
)
"""
# Two long texts and not a row a word: 50,000 rows take ten times as long to hand over. One scan a
# language: to group the rows by language, a database would sort them.
_ALL: Final = " UNION ALL ".join(
    f"SELECT '{language}', {{join}}(word, ' '), {{join}}(plain, ' ')"  # noqa: S608 - our own
    f" FROM catalog_searchword WHERE language = '{language}'"
    for language in analyser.LANGUAGES
)
_JOIN: Final = {"sqlite": "group_concat", "postgresql": "string_agg"}


class Spelling(NamedTuple):
    language: str
    word: str
    plain: str


@dataclass(frozen=True)
class Known:
    """All words of one language. Of two spellings of one word, such as thé and the, both.

    ``by_length`` has, for a number of letters, the words without accents, and in the same place of
    a second list as people know them.
    """

    plain: frozenset[str]
    by_length: Mapping[int, tuple[list[str], list[str]]]


def spellings_in(text: str, language: str) -> Iterator[Spelling]:
    """Yield the words of ``text`` that are worth suggesting: no stop words, nothing with digits."""
    for word in analyser.words(text):
        if analyser.is_stop_word(word, language):
            continue
        for spelling, letters in [(word.spelling, word.text), *((p, p) for p in word.parts)]:
            plain = analyser.unaccented(letters)
            is_word = not any(character.isdigit() for character in plain)
            if is_word and len(plain) >= SHORTEST and max(len(plain), len(spelling)) <= LONGEST:
                yield Spelling(language, spelling, plain)


def add(spellings: Iterable[Spelling]) -> None:
    """Write down what is not known yet, in one statement that waits for nobody."""
    sql = _ADD.format(given=_GIVEN[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(sorted(spellings))])


def tidy(used: set[Spelling]) -> tuple[int, int]:
    """Make the vocabulary hold ``used``, each once; return how many were added and forgotten."""
    kept: set[Spelling] = set()
    forgotten = []
    rows = SearchWord.objects.order_by("pk").values_list("pk", "language", "word", "plain")
    for pk, *columns in rows.iterator():
        spelling = Spelling(*columns)
        if spelling in used and spelling not in kept:
            kept.add(spelling)
        else:
            forgotten.append(pk)
    for start in range(0, len(forgotten), 500):
        SearchWord.objects.filter(pk__in=forgotten[start : start + 500]).delete()
    add(used - kept)
    return len(used - kept), len(forgotten)


def known() -> dict[str, Known]:
    """Return the vocabulary by language, as it was up to HELD_SECONDS ago. Not to be changed."""
    return _held.get()


def _read() -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(join=_JOIN[connection.vendor]))
        rows = cursor.fetchall()
    return {
        language: _by_length((words or "").split(), (plain or "").split())
        for language, words, plain in rows
    }


def _by_length(words: list[str], plain: list[str]) -> Known:
    by_length: defaultdict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for letters, word in zip(plain, words, strict=True):
        lists = by_length[len(letters)]
        lists[0].append(letters)
        lists[1].append(word)
    return Known(frozenset(plain), dict(by_length))


_held: Final = Held(_read, seconds=HELD_SECONDS)
