"""A visitor's own last searches and looks, offered again to who let us remember them (S1.4).

Nobody else costs a question for it: that an account has made the choice, each page knows already.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from django.urls import reverse

from catalog.models import RememberedSearch, RememberedView
from catalog.pages import queries
from catalog.pages.listing import query
from catalog.pages.queries import Card
from catalog.remembering_searches import MOST, normal
from shop.core.users.models import User

LAST: Final = 5  # searches that a page offers again
SEEN: Final = 4  # products of the strip: a row


@dataclass(slots=True, frozen=True)
class Resumed:
    """A search as it was made last."""

    pk: int
    text: str
    filters: str
    hits: int

    @property
    def url(self) -> str:
        """Where it goes on: the same words, the same filters."""
        more = f"&{self.filters}" if self.filters else ""
        return f"{reverse('search')}{query(q=self.text)}{more}"

    @property
    def filter_count(self) -> int:
        return len(parse_qsl(self.filters))


def last_searches(viewer: User | None, count: int) -> list[Resumed]:
    """Return the newest searches of ``viewer``: one query if they let us remember them, else none."""
    if viewer is None or viewer.remembered_as_id is None:
        return []
    rows = RememberedSearch.objects.shown(viewer.remembered_as_id)
    return [Resumed(*row) for row in rows.values_list("pk", "text", "filters", "hits")[:count]]


def other_searches(viewer: User | None, text: str) -> list[Resumed]:
    """Return the newest searches of ``viewer`` but the one for ``text``, which was made just now."""
    words = normal(text)
    return [each for each in last_searches(viewer, LAST + 1) if normal(each.text) != words][:LAST]


def begun_searches(viewer: User | None, text: str) -> list[Resumed]:
    """Return those that begin as ``text`` does, accents and capital letters aside, the newest first."""
    words = normal(text)
    if not words:
        return []
    return [each for each in last_searches(viewer, MOST) if normal(each.text).startswith(words)]


def last_seen(viewer: User | None, count: int = SEEN) -> list[Card]:
    """Return what ``viewer`` looked at last: three queries if they let us remember it, else none."""
    if viewer is None or viewer.remembered_as_id is None:
        return []
    views = RememberedView.objects.shown(viewer.remembered_as_id)
    return queries.cards(list(views.values_list("product", flat=True)[:count]))
