"""Reviews as a product's page shows them, and which of them its address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext, ngettext

from catalog.models.review import MOST_STARS
from catalog.pages.listing import Paging, page_number, query
from catalog.pages.reviews.rating import Rating, glyphs, stars_in_words

PAGE_SIZE = 5  # reviews; the page is about the product
ANCHOR = "#reviews"
REMEMBERED = 1024  # days in words


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
    def face(self) -> dict[str, str]:
        """What the page shows, all of it text, like ``Card.face``; what it does not say is left out."""
        name, language = self.pen_name or gettext("A customer"), get_language()
        face = {
            "key": str(self.pk),
            "glyphs": glyphs(self.stars),
            "stars": stars_in_words(self.stars),
            "title": self.title,
            "text": self.text,
            "name": name,
            "day": f"{localdate(self.created_at)}",
            "date": _shown(localdate(self.created_at), language),
            "called": self.title or name,  # where several buttons are alike
        }
        if self.language != language:
            face["language"] = self.language
        if self.is_verified:
            face["is_verified"] = "1"
        if self.reply and self.replied_at:
            day = localdate(self.replied_at)
            face |= {
                "reply": self.reply,
                "reply_day": f"{day}",
                "reply_date": _shown(day, language),
            }
        return face | self._votes()

    def _votes(self) -> dict[str, str]:
        votes = {"helped": _helped(self.helpful_count)} if self.helpful_count else {}
        if self.is_mine:
            return votes | {"is_mine": "1"}
        votes["vote_url"] = reverse("review-helpful", args=[self.pk])
        if self.is_helpful:
            votes["is_helpful"] = "1"
        return votes


@lru_cache(maxsize=REMEMBERED)
def _shown(day: date, _language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


def _helped(count: int) -> str:
    words = ngettext(
        "%(count)d customer found this helpful.", "%(count)d customers found this helpful.", count
    )
    return words % {"count": count}
