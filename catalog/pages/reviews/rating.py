"""How a product is rated, in numbers and words: the approved reviews, and no others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from catalog.models.review import MOST_STARS
from catalog.pages.listing import query

REMEMBERED = 4096  # ratings in words; a list writes dozens of the same few


@dataclass(slots=True, frozen=True)
class Bar:
    """How many gave so many stars, all of it text but the last, like ``Card.face``."""

    stars: str
    words: str
    count: str
    share: str  # of all, in percent
    url: str
    is_chosen: bool


@dataclass(slots=True, frozen=True)
class Rating:
    """``by_stars`` is how many gave one star, two, and so on up to five."""

    by_stars: tuple[int, ...]

    @property
    def count(self) -> int:
        return sum(self.by_stars)

    @property
    def sum(self) -> int:
        return sum(stars * count for stars, count in enumerate(self.by_stars, start=1))

    @property
    def average(self) -> str:
        """``4.6`` as machines read it (JSON-LD's ``ratingValue``); empty without a review."""
        return average(self.count, self.sum) if self.count else ""

    @property
    def shown(self) -> str:
        """The same as people write it."""
        return number_format(self.average, 1)

    @property
    def words(self) -> str:
        return _words(self.count, self.shown)

    def bars(self, *, chosen: int, address: str, **kept: str) -> Iterator[Bar]:
        """Yield the bars, the best first; each leads to its own reviews, the chosen one back to all.

        ``address`` is the page's, ``kept`` are parameters that every link keeps.
        """
        for stars in range(MOST_STARS, 0, -1):
            count = self.by_stars[stars - 1]
            share = (200 * count + self.count) // (2 * self.count) if self.count else 0
            is_chosen = stars == chosen
            url = f"{address}{query(**kept, stars='' if is_chosen else stars)}#reviews"
            words = ngettext("%(stars)d star:", "%(stars)d stars:", stars) % {"stars": stars}
            url = url if count else ""
            yield Bar(str(stars), words, str(count), str(share), url, is_chosen)


@dataclass(slots=True, frozen=True)
class Short:
    text: str
    words: str


@lru_cache(maxsize=REMEMBERED)
def in_short(count: int, total: int, _language: str | None) -> Short:
    """Return ``4.6 (12)`` for a card, and what a screen reader says instead."""
    shown = number_format(average(count, total), 1)
    return Short(f"{shown} ({count})", _words(count, shown))


def average(count: int, total: int) -> str:
    """Return ``total`` / ``count``, rounded half up to one place, with a point."""
    tenths = (20 * total + count) // (2 * count)
    return f"{tenths // 10}.{tenths % 10}"


def glyphs(stars: int) -> str:
    """Return ``★★★★☆``: the empty ones differ in shape, not in colour."""
    return "★" * stars + "☆" * (MOST_STARS - stars)


def stars_in_words(stars: int) -> str:
    return gettext("%(stars)d out of 5 stars") % {"stars": stars}


def _words(count: int, shown: str) -> str:
    words = ngettext(
        "%(average)s out of 5 stars, %(count)d review",
        "%(average)s out of 5 stars, %(count)d reviews",
        count,
    )
    return words % {"average": shown, "count": count}
