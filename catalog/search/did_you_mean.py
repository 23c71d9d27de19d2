"""What a visitor may have meant, where nothing was found: the shop's own words for mistyped ones.

Words that find something are kept. Each other one is compared with the vocabulary, by the number of
letters to add, drop, change or swap. What is offered is what finds most among what is nearest, and
only if it finds something that may be offered to anybody (R13). Both databases answer the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.models import Product
from catalog.search import analyser, vocabulary
from catalog.search.finding import search
from catalog.search.query import LONGEST_TEXT, MOST_WORDS, language_of

MOST_UNKNOWN: Final = 2  # words; who mistypes more of them is not helped by guesses
MOST_LIKE: Final = 4  # words of the shop that are tried for a mistyped one
MOST_TRIES: Final = 8  # searches
LOOKED_AT: Final = 20  # products found, of which one may be offered
_SHORT, _LONG = 6, 10  # letters: below one mistake, up to two, from there on three
_NO_FIRST_LETTER: Final = 0.5  # people rarely mistype the first letter,
_FOREIGN: Final = 0.25  # and mostly write one language


@dataclass(frozen=True)
class _Choice:
    """A word to show, and how far it is from what was typed."""

    word: str
    distance: float = 0.0


def did_you_mean(text: str, *, language: str) -> str | None:
    """Return ``text`` with its mistyped words corrected, in lower case; None if there is no better.

    For texts that find nothing. Takes any text. A query for each word that the vocabulary does not
    hold, and for each text that is tried.
    """
    own = language_of(language)
    typed = list(analyser.words(text[:LONGEST_TEXT]))[:MOST_WORDS]
    choices: list[Sequence[_Choice]] = []
    unknown = 0
    for likes in (
        likes for word in typed for likes in _choices(word, own, may_go_on=word is typed[-1])
    ):
        unknown += not likes or likes[0].distance > 0
        if not likes or unknown > MOST_UNKNOWN:
            return None
        choices.append(likes)
    return _best(choices, language=own) if unknown else None


def _choices(word: analyser.Word, language: str, *, may_go_on: bool) -> Iterator[Sequence[_Choice]]:
    """Yield what may be meant by ``word``: itself if it is known; in parts, if only these are like."""
    if _is_known(word, language, may_go_on=may_go_on):
        yield [_Choice(word.spelling)]
    elif len(word.parts) != 1 and (likes := _like(word.text, language)):
        yield likes
    else:
        for part in word.parts or (word.text,):
            is_known = _is_known(analyser.Word(part), language, may_go_on=may_go_on)
            yield [_Choice(part)] if is_known else _like(part, language)


def _is_known(word: analyser.Word, language: str, *, may_go_on: bool) -> bool:
    """Tell whether the word says something to the search, be it in a description only."""
    plain = analyser.unaccented(word.text)
    if len(plain) < vocabulary.SHORTEST or any(c.isdigit() for c in plain):
        return True
    if any(analyser.is_stop_word(word, code) for code in analyser.LANGUAGES):
        return True
    if any(plain in known.plain for known in vocabulary.known().values()):
        return True
    found = search(word.spelling, language=language, limit=0, is_finished=not may_go_on)
    return found.total > 0


def _like(word: str, language: str) -> list[_Choice]:
    """Return the words of the shop that resemble ``word`` most, nearest first.

    Words of the other language only where none of the own has but one mistake.
    """
    plain = analyser.unaccented(word)[: vocabulary.LONGEST]
    distances = _distances(plain, language)
    if min(distances.values(), default=_SHORT) > 1:
        other = next(code for code in analyser.LANGUAGES if code != language)
        for spelling, distance in _distances(plain, other).items():
            distances.setdefault(spelling, distance + _FOREIGN)
    nearest = sorted(distances.items(), key=lambda like: (like[1], like[0]))
    return [_Choice(*like) for like in nearest[:MOST_LIKE]]


def _distances(plain: str, language: str) -> dict[str, float]:
    """Return how far the words of ``language`` are from ``plain`` that are not too far."""
    known = vocabulary.known()[language].by_length
    most = 1 + (len(plain) >= _SHORT) + (len(plain) >= _LONG)
    found: dict[str, float] = {}
    for length in range(len(plain) - most, len(plain) + most + 1):
        others, spellings = known.get(length, ([], []))
        likes = process.extract(plain, others, scorer=OSA.distance, score_cutoff=most, limit=None)
        for other, edits, place in likes:
            found[spellings[place]] = edits + _NO_FIRST_LETTER * (other[0] != plain[0])
    return found


def _best(choices: Sequence[Sequence[_Choice]], *, language: str) -> str | None:
    """Return the words that find most, of the nearest that find anything to offer."""
    ways = sorted(product(*choices), key=_distance)[:MOST_TRIES]
    for _how_far, alike in groupby(ways, key=_distance):
        texts = [" ".join(choice.word for choice in way) for way in alike]
        found = {text: search(text, language=language, limit=LOOKED_AT) for text in texts}
        for text in sorted(found, key=lambda text: -found[text].total):  # the first of those alike
            if _is_offered(found[text].product_ids):
                return text
    return None


def _distance(way: Sequence[_Choice]) -> float:
    return sum(choice.distance for choice in way)


def _is_offered(product_ids: Sequence[int]) -> bool:
    """Tell whether one of these products may be offered to anybody."""
    harmless = Product.objects.not_sensitive().filter(pk__in=product_ids)
    return bool(product_ids) and bool(harmless.exists())
