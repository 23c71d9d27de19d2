"""What goes on as somebody has begun to type: products by their names, and names of any kind."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import connection

from catalog.search import analyser, postgresql, sqlite, statement
from catalog.search.query import LONGEST_TEXT, SHORTEST_PREFIX, Place, language_of, parse

MOST_READ: Final = 60  # products of a grade: enough for a few to be left, however many there are
REMEMBERED: Final = 4_096  # names of categories; about 2 MB a process


class _Grade(NamedTuple):
    places: tuple[Place, ...]
    begun: bool = True
    untranslated: bool = False  # names in the other language, where they are shown for want of one


# Best first: the whole last word in a name, its beginning there, then brand and category as well. A match
# in a description, or in a name that is shown in another language, says nothing to who reads it.
_GRADES: Final = (
    _Grade((Place.NAME,), begun=False),
    _Grade((Place.NAME,)),
    _Grade((Place.NAME, Place.BRAND, Place.CATEGORY)),
    _Grade((Place.NAME,), untranslated=True),
)
# Of the few that are read, what may be shown unasked: nothing sensitive (R13).
_GRADE: Final = """
SELECT * FROM (
    SELECT product.id, {score} AS score
    FROM ({some}) AS matching JOIN catalog_product AS product ON product.id = matching.id
    WHERE product.is_published AND NOT product.is_sensitive{allowed}
    ORDER BY product.id
) AS grade_{score}
"""


class _Dialect(NamedTuple):
    some: str  # SQL with two parameters: words, and how many rows
    but_not: str


_DIALECTS: Final = {
    "sqlite": _Dialect(sqlite.SOME, sqlite.BUT_NOT),
    "postgresql": _Dialect(postgresql.SOME, postgresql.BUT_NOT),
}


def begun(
    text: str, *, language: str, limit: int, held_back: Collection[int]
) -> tuple[str, list[Any]] | None:
    """Return SQL and parameters for rows of ``id, score``: ``limit`` published products that have
    every word of ``text``, the last one unfinished. None if there is no word to look for.

    Left out is what is marked as sensitive, itself or by its category, one of the keys ``held_back``.
    The database looks into a grade only while the better ones have not filled the list.
    """
    query = parse(text, language)
    if not query:
        return None
    dialect = _DIALECTS[connection.vendor]
    marks = ", ".join(["%s"] * len(held_back))
    elsewhere = f" AND product.category_id NOT IN ({marks})" if held_back else ""
    grades, parameters, better = [], [], ""
    unnamed = f" AND COALESCE(product.name_{language_of(language)}, '') = ''"
    for score, grade in zip(range(len(_GRADES), 0, -1), _GRADES, strict=True):
        words = statement.required(
            query, grade.places, begun=grade.begun, begun_in_other=grade.untranslated
        )
        allowed = elsewhere + (unnamed if grade.untranslated else "")
        grades.append(_GRADE.format(some=dialect.some, score=score, allowed=allowed))
        new = f"{words}{dialect.but_not}{better}" if better else words
        parameters += [new, MOST_READ, *held_back]
        better = words
    return f"{' UNION ALL '.join(grades)} LIMIT %s", [*parameters, limit]


class Beginning:
    """The words of ``text``, to compare names with: a name fits that has all of them, the last one
    unfinished. Accents, capital letters and endings make no difference, as in a search.
    """

    def __init__(self, text: str, language: str) -> None:
        self._language = language_of(language)
        self._words = [
            word
            for word in analyser.words(text[:LONGEST_TEXT])
            if not analyser.is_stop_word(word, self._language)
        ]

    @property
    def has_words(self) -> bool:
        return bool(self._words)

    def fits(self, name: str) -> bool:
        known = _forms_of(name, self._language)
        return self.has_words and all(
            self._has(known, word, may_go_on=word is self._words[-1]) for word in self._words
        )

    def _has(self, known: frozenset[str], word: analyser.Word, *, may_go_on: bool) -> bool:
        if self._has_part(known, word.text, may_go_on=may_go_on):
            return True
        last = len(word.parts) - 1
        return bool(word.parts) and all(
            self._has_part(known, part, may_go_on=may_go_on and place == last)
            for place, part in enumerate(word.parts)
        )

    def _has_part(self, known: frozenset[str], part: str, *, may_go_on: bool) -> bool:
        plain, *stems = analyser.forms(part, self._language)
        if plain in known or not known.isdisjoint(stems):
            return True
        is_prefix = may_go_on and len(plain) >= SHORTEST_PREFIX
        return is_prefix and any(form.startswith(plain) for form in known)


@lru_cache(maxsize=REMEMBERED)
def _forms_of(name: str, language: str) -> frozenset[str]:
    return frozenset(analyser.forms_of_text(name, language))
