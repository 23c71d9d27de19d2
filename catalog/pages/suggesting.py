"""``/search/suggest/``: what may be meant by what somebody has begun to type (S1.1, S1.4).

A part for the list below a search box; a page of its own for who comes here without a script. It sets
no cookie, and nothing of it is recorded: a fragment is no search.

What is sensitive is found by who types it and asks for it. It is not suggested: three letters of
something else would put it, with its picture, before whoever looks at the same screen (R13).
"""

from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from catalog import texts
from catalog.pages.addresses import address
from catalog.pages.images import image
from catalog.pages.listing import query
from catalog.pages.resuming import Resumed, begun_searches
from catalog.pages.shelves import STEP, Shelves
from catalog.pages.viewer import viewer_of
from catalog.search.beginnings import Beginning, begun
from catalog.search.query import SHORTEST_PREFIX
from shop.core.money import formatted
from shop.core.rate_limits import limited
from shop.core.shared_pages import shared_page
from shop.core.users.models import User

PRODUCTS, SHELVES, SEARCHES = 5, 3, 3  # shown at most
LONGEST: Final = 100  # characters that are read
SHARED: Final = 12  # characters; longer beginnings are typed by too few to keep for the next one
# A word of ten letters, typed slowly, asks ten times: it counts as one search.
TIMES: Final = 10

# Price and picture stand beside each product: cards would be two questions more, and their stock and
# stars are not shown here.
_SQL: Final = """
WITH begun AS MATERIALIZED ({begun})
SELECT product.slug,
    (SELECT MIN(price) FROM catalog_variant WHERE product_id = product.id AND is_active),
    (SELECT MAX(price) FROM catalog_variant WHERE product_id = product.id AND is_active),
    picture.file, picture.width, picture.height, {names}
FROM begun
JOIN catalog_product AS product ON product.id = begun.id
LEFT JOIN catalog_picture AS picture ON picture.id = (
    SELECT id FROM catalog_picture WHERE product_id = product.id AND file <> ''
    ORDER BY position, id LIMIT 1
)
ORDER BY begun.score DESC, begun.id
"""
# Shelves know their pictures and descriptions too, which cost as much as the products.
_SHELVES: Final = "SELECT id, path, slug, is_sensitive, {names} FROM catalog_category ORDER BY path"

Face = dict[str, str]  # what a list shows, all of it text; see ``Card.face``


@dataclass(slots=True)
class Suggestions:
    """What may be meant by ``text``; ``searches`` are the visitor's own, where they let us remember."""

    text: str
    searches: list[Resumed] = field(default_factory=list)
    shelves: list[Face] = field(default_factory=list)
    products: list[Face] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.searches) + len(self.shelves) + len(self.products)

    @property
    def query(self) -> str:
        """The parameters that search for the text as it is."""
        return query(q=self.text)


@limited("SEARCH_RATE_LIMIT", times=TIMES)
def suggest(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    is_part = request.headers.get("HX-Request") == "true"

    def make() -> HttpResponse:
        found = _suggestions(text, viewer=viewer_of(request))
        if is_part:
            return render(request, "catalog/suggestions.html", {"found": found, "is_part": True})
        context = {"found": found, "shelves": Shelves(), "text": text, "page_query": found.query}
        return render(request, "catalog/suggest.html", context)

    if is_part and len(text) <= SHARED:
        response = shared_page(request, query=query(q=text), make=make)
    else:
        response = make()
    response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _suggestions(text: str, *, viewer: User | None) -> Suggestions:
    """Two queries; a third for who lets us remember their searches."""
    found = Suggestions(text, searches=begun_searches(viewer, text)[:SEARCHES])
    words = _without_lone_letter(text)
    beginning = Beginning(words, get_language() or "")
    if beginning.has_words and len(words) >= SHORTEST_PREFIX:
        found.shelves, held_back = _shelves(beginning)
        found.products = _products(words, held_back)
    return found


def _without_lone_letter(text: str) -> str:
    """Return ``text`` without a last word of which there is one letter yet: no name has it."""
    head, _, last = text.rpartition(" ")
    return head if head and len(last) == 1 else text


def _shelves(beginning: Beginning) -> tuple[list[Face], list[int]]:
    """Return the first of the shelves that are meant, and the keys of those that are sensitive."""
    names = ", ".join(texts.columns("name"))
    with connection.cursor() as cursor:
        cursor.execute(_SHELVES.format(names=names))
        rows = cursor.fetchall()
    meant: list[Face] = []
    held_back: list[int] = []
    above: dict[str, str] = {}  # names by path
    hidden: tuple[str, ...] = ()
    for pk, path, slug, is_sensitive, *translated in rows:
        name = above[path] = texts.first(tuple(translated))
        if is_sensitive:
            hidden = (*hidden, path)
        if path.startswith(hidden):
            held_back.append(pk)
        elif len(meant) < SHELVES and beginning.fits(name):
            parent = above.get(path[:-STEP], "")
            meant.append({"url": address("category", slug), "name": name, "parent": parent})
    return meant, held_back


def _products(text: str, held_back: list[int]) -> list[Face]:
    asked = begun(text, language=get_language() or "", limit=PRODUCTS, held_back=held_back)
    if asked is None:
        return []
    sql, parameters = asked
    names = ", ".join(f"product.{column}" for column in texts.columns("name"))
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(begun=sql, names=names), parameters)
        return [_face(row) for row in cursor.fetchall()]


def _face(row: tuple[Any, ...]) -> Face:
    slug, lowest, highest, file, width, height, *names = row
    face = {"url": address("product", slug), "name": texts.first(tuple(names))}
    if lowest is not None:
        face |= {"price": formatted(lowest), "is_from": "1" if lowest != highest else ""}
    if file:
        shown = image(file=file, width=width, height=height, alt="")
        face |= {"src": shown.url, "srcset": shown.srcset}
        face |= {"width": str(width), "height": str(height)}
    return face
