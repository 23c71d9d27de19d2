"""What a search that found nothing leads to: other words, and the shelves that are near."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.models import Product
from catalog.pages.listing import query
from catalog.pages.shelves import Shelf, Shelves
from catalog.search import analyser, did_you_mean, search
from catalog.search.query import language_of

MOST_SHELVES: Final = 6
MOST_WORDS: Final = 3  # of the text, that are looked for each by itself
LOOKED_AT: Final = 24  # products that a word finds, best first


@dataclass(slots=True, frozen=True)
class Instead:
    """``meant`` is "" where nothing better is known, ``query`` the link's parameters to search for it."""

    meant: str
    shelves: list[Shelf]

    @property
    def query(self) -> str:
        return query(q=self.meant)


def instead_of(text: str, *, language: str, shelves: Shelves) -> Instead:
    """Return what may be offered for ``text``; nothing of it is sensitive (R13)."""
    meant = did_you_mean(text, language=language) or ""
    words = _words(meant or text, language)
    # One word that found nothing finds nothing the second time.
    looked_for = words if meant or len(words) > 1 else []
    return Instead(meant, _near(words, looked_for, language, shelves))


def _words(text: str, language: str) -> list[analyser.Word]:
    own = language_of(language)
    typed = [word for word in analyser.words(text) if not analyser.is_stop_word(word, own)]
    return list(dict.fromkeys(typed))[:MOST_WORDS]


def _near(
    words: Sequence[analyser.Word],
    looked_for: Sequence[analyser.Word],
    language: str,
    shelves: Shelves,
) -> list[Shelf]:
    """Return shelves that are called like one of ``words``, then those of what ``looked_for`` finds."""
    every = [shelf for top in shelves.top for shelf in (top, *top.children)]
    named = [shelf for shelf in every if any(_is_called(shelf, word, language) for word in words)]
    ids = [
        pk
        for word in looked_for
        for pk in search(word.spelling, language=language, limit=LOOKED_AT).product_ids
    ]
    found = Product.objects.not_sensitive().filter(pk__in=ids).order_by("pk")
    holds = Counter(found.values_list("category_id", flat=True)) if ids else Counter()
    holding = [shelves.of(pk) for pk, _count in holds.most_common()]
    near = {shelf.pk: shelf for shelf in (*named, *holding) if not shelf.is_sensitive}
    return list(near.values())[:MOST_SHELVES]


def _is_called(shelf: Shelf, word: analyser.Word, language: str) -> bool:
    own = language_of(language)
    forms = {*analyser.forms(word.text, own)}
    return not forms.isdisjoint(analyser.forms_of_text(shelf.name, own))
