"""Makes the one SQL statement of a search: which products match, in which order, how many.

A word is worth points for the best place where it stands, the same on both databases; a product
is worth the sum of its words. The other language counts one place lower.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple, Protocol

from django.db import connection

from catalog.search import postgresql, sqlite
from catalog.search.query import Place, QueryWord, Spellings

# Whole words, and words that the last word of the query begins. To tell the two apart in
# descriptions, where most words are found, costs more than it is worth.
_WHOLE: Final = {Place.NAME: 16, Place.LABEL: 8, Place.TRAIT: 4}
_BEGUN: Final = {Place.NAME: 12, Place.LABEL: 6, Place.TRAIT: 3}
_ANYWHERE: Final = 1

# An empty page still says how many products there are on the others.
_PAGE: Final = """
WITH found AS MATERIALIZED ({found})
SELECT page.id, everything.total
FROM (SELECT COUNT(*) AS total FROM found) AS everything
LEFT JOIN (SELECT id, score FROM found ORDER BY score DESC, id LIMIT %s OFFSET %s) AS page ON TRUE
ORDER BY page.score DESC, page.id
"""


class _Term(Protocol):
    def __call__(self, text: str, *, is_prefix: bool) -> str: ...


class _Dialect(NamedTuple):
    """What differs between the databases."""

    found: str  # SQL with one parameter, the words that must match, after those of {score}
    matches: str  # SQL condition with one parameter, words that may match
    both: str
    either: str
    term: _Term


_DIALECTS: Final = {
    "sqlite": _Dialect(sqlite.FOUND, sqlite.MATCHES, sqlite.AND, sqlite.OR, sqlite.term),
    "postgresql": _Dialect(
        postgresql.FOUND, postgresql.MATCHES, postgresql.AND, postgresql.OR, postgresql.term
    ),
}


def page(query: list[QueryWord], *, offset: int, limit: int) -> tuple[str, list[Any]]:
    """Return SQL and parameters for rows of ``id, total``, best product first.

    There is always a row: the page is empty when its id is NULL.
    """
    dialect = _DIALECTS[connection.vendor]
    required = [word.own + word.other for word in query if word.is_required]
    everything = _all(dialect, [_text(dialect, either, Place) for either in required])
    scores, parameters = [], []
    for word in query:
        score, levels = _score(dialect, word)
        scores.append(score)
        parameters += levels
    found = dialect.found.format(score=" + ".join(scores))
    return _PAGE.format(found=found), [*parameters, everything, limit, offset]


def required(
    query: list[QueryWord], places: Collection[Place], *, begun: bool, begun_in_other: bool
) -> str:
    """Return the words that must stand in one of ``places``, as the database writes them: whether the
    last may go on in the visitor's language, and in the other one.
    """
    dialect = _DIALECTS[connection.vendor]
    words = []
    for word in (word for word in query if word.is_required):
        own = _text(dialect, word.own, places, begun=begun)
        other = _text(dialect, word.other, places, begun=begun_in_other)
        words.append(dialect.either.join([own, other]))
    return _all(dialect, words)


def _score(dialect: _Dialect, word: QueryWord) -> tuple[str, list[str]]:
    """Return SQL for what ``word`` is worth in a row, and its parameters."""
    levels = _levels(dialect, word)
    if not word.is_required:
        levels.append((_ANYWHERE, _text(dialect, word.own + word.other, Place)))
    cases = " ".join(f"WHEN {dialect.matches} THEN {points}" for points, _level in levels)
    # A required word stands somewhere in what was found.
    rest = _ANYWHERE if word.is_required else 0
    return f"CASE {cases} ELSE {rest} END", [level for _points, level in levels]


def _levels(dialect: _Dialect, word: QueryWord) -> list[tuple[int, str]]:
    """Return points and the words that earn them, best first, for all places but the last."""
    levels = []
    better: list[Place] = []  # where the other language is worth as much as the own one here
    for place in _WHOLE:
        for points, begun in ((_WHOLE[place], False), (_BEGUN[place], True)):
            if word.is_unfinished or not begun:
                texts = [_text(dialect, word.own, [place], begun=begun)]
                if better:
                    texts.append(_text(dialect, word.other, better, begun=begun))
                levels.append((points, dialect.either.join(texts)))
        better = [place]
    return levels


def _text(
    dialect: _Dialect, spellings: Spellings, places: Iterable[Place], *, begun: bool = True
) -> str:
    """Return ``spellings`` as the database writes them; not ``begun``: as whole words only."""
    return dialect.either.join(
        _all(
            dialect,
            [
                dialect.either.join(
                    dialect.term(place.value + term.text, is_prefix=begun and term.is_prefix)
                    for term in part
                    for place in places
                )
                for part in spelling
            ],
        )
        for spelling in spellings
    )


def _all(dialect: _Dialect, parts: Iterable[str]) -> str:
    return "(" + dialect.both.join(f"({part})" for part in parts) + ")"
