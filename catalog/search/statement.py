"""Makes the SQL of a search: which products match, and what each is worth.

A word is worth points for the best place where it stands, the same on both databases; a product
is worth the sum of its words. The other language counts one place lower.
"""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple, Protocol

from django.db import connection

from catalog.facets.statement import Source
from catalog.search import postgresql, sqlite
from catalog.search.query import Place, QueryWord, Spellings

# Whole words, and words that the last word of the query begins. To tell the two apart in
# descriptions, where most words are found, costs more than it is worth.
_WHOLE: Final = {Place.NAME: 16, Place.BRAND: 10, Place.CATEGORY: 8, Place.TRAIT: 4}
_BEGUN: Final = {Place.NAME: 12, Place.BRAND: 7, Place.CATEGORY: 6, Place.TRAIT: 3}
_ANYWHERE: Final = 1
_NARROWING: Final = 2  # words that a level is narrowed by; more would cost more than they spare


class _Term(Protocol):
    def __call__(self, text: str, *, is_prefix: bool) -> str: ...


class _Narrowed(Protocol):
    def __call__(self, level: str, *, with_words: Iterable[str], without: str) -> str: ...


class _Dialect(NamedTuple):
    """What differs between the databases."""

    key: str  # SQL for the key of a product that matches
    table: str  # SQL for where it stands; the words that must match are a parameter of this
    where: str  # or of this
    matches: str  # SQL condition with one parameter, words that may match
    both: str
    either: str
    but_not: str
    term: _Term
    narrowed: _Narrowed


_DIALECTS: Final = {
    vendor: _Dialect(
        key=own.KEY,
        table=own.TABLE,
        where=own.WHERE,
        matches=own.MATCHES,
        both=own.AND,
        either=own.OR,
        but_not=own.BUT_NOT,
        term=own.term,
        narrowed=own.narrowed,
    )
    for vendor, own in (("sqlite", sqlite), ("postgresql", postgresql))
}


def source(query: list[QueryWord]) -> Source:
    """Return the published products that have every required word, and what each is worth."""
    dialect = _DIALECTS[connection.vendor]
    required = [word for word in query if word.is_required]
    everything = _all(dialect, [_anywhere(dialect, word) for word in required])
    scores, parameters = [], []
    for word in query:
        score, levels = _score(dialect, word, _narrowing(dialect, word, required))
        scores.append(score)
        parameters += levels
    return Source(
        key=dialect.key,
        table=dialect.table,
        where=dialect.where,
        parameters=[everything],
        score=" + ".join(scores),
        score_parameters=tuple(parameters),
        grades=_grades(dialect, *query) if len(query) == 1 else (),
    )


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


def _narrowing(dialect: _Dialect, word: QueryWord, required: list[QueryWord]) -> list[str]:
    """Return what else stands in all that is found: the longest words, which are the rarest."""
    others = [other for other in required if other is not word]
    others.sort(key=lambda other: len(other.own[0][0][0].text), reverse=True)
    return [f"({_anywhere(dialect, other)})" for other in others[:_NARROWING]]


def _score(dialect: _Dialect, word: QueryWord, narrowing: list[str]) -> tuple[str, list[str]]:
    """Return SQL for what ``word`` is worth in a row, and its parameters."""
    levels = _levels(dialect, word)
    if not word.is_required:
        levels.append((_ANYWHERE, _anywhere(dialect, word)))
    cases = " ".join(f"WHEN {dialect.matches} THEN {points}" for points, _level in levels)
    before = ["", *(level for _points, level in levels)]
    # A required word stands somewhere in what was found.
    rest = _ANYWHERE if word.is_required else 0
    return f"CASE {cases} ELSE {rest} END", [
        dialect.narrowed(level, with_words=narrowing, without=better)
        for better, (_points, level) in zip(before, levels, strict=False)
    ]


def _grades(dialect: _Dialect, word: QueryWord) -> list[tuple[int, str]]:
    """Return points and the words that earn just these, best first, where nothing else is asked for.

    One word is what most products have: then the best few are asked for, and the others only counted.
    """
    levels = [*_levels(dialect, word), (_ANYWHERE, _anywhere(dialect, word))]
    pair = 2 if word.is_unfinished else 1  # a whole word, and then what it begins, itself included
    grades = []
    for place, (points, level) in enumerate(levels):
        better = [
            before
            for earlier, (_points, before) in enumerate(levels[:place])
            if earlier == place - 1 or earlier % pair == pair - 1
        ]
        without = f"{dialect.but_not}({dialect.either.join(better)})" if better else ""
        grades.append((points, f"({level}){without}"))
    return sorted(grades, reverse=True)


def _anywhere(dialect: _Dialect, word: QueryWord) -> str:
    return _text(dialect, word.own + word.other, Place)


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
