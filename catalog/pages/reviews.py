"""Reviews as a product's page shows them, and which of them its address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext

from catalog.models.review import MOST_STARS
from catalog.pages.listing import Paging, page_number, query
from catalog.pages.rating import Rating, glyphs, stars_in_words

PAGE_SIZE = 5  # reviews; the page is about the product
ANCHOR = "#reviews"


@dataclass(slots=True, frozen=True)
class Asked:
    """``?stars=4&reviews=2``: those with four stars, page two. Anything unknown asks for all."""

    stars: int = 0
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Asked":
        stars = parameters.get("stars", "")
        is_known = stars in map(str, range(1, MOST_STARS + 1))
        page = page_number(parameters.get("reviews", ""))
        return cls(stars=int(stars) if is_known else 0, page=page)

    def query(self, **others: str) -> str:
        """The shortest parameters that ask for the same again, after ``others``."""
        page = self.page if self.page > 1 else ""
        return query(**others, stars=self.stars or "", reviews=page)

    def paging(self, rating: Rating, **kept: str) -> Paging:
        """Return the pages of what is asked for; ``kept`` are parameters that every link keeps."""
        total = rating.by_stars[self.stars - 1] if self.stars else rating.count
        keeps = query(**kept, stars=self.stars or "")
        return Paging(self.page, total, keeps, PAGE_SIZE, "reviews", ANCHOR)


@dataclass(slots=True)
class ShownReview:
    """An approved review, as the one who asks sees it."""

    pk: int
    author_id: int | None
    pen_name: str
    stars: int
    title: str
    text: str
    language: str
    is_verified: bool
    reply: str
    replied_at: datetime | None
    helpful_count: int
    created_at: datetime
    is_mine: bool = False
    is_helpful: bool = False  # the one who asks has said so

    @property
    def name(self) -> str:
        return self.pen_name or gettext("A customer")

    @property
    def glyphs(self) -> str:
        return glyphs(self.stars)

    @property
    def stars_in_words(self) -> str:
        return stars_in_words(self.stars)

    @property
    def full_title(self) -> str:
        """What a screen reader calls the review where several buttons are alike."""
        return self.title or self.name

    @property
    def foreign_language(self) -> str:
        """The language that it is in, where the page is in another one."""
        return self.language if self.language != get_language() else ""
