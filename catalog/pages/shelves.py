"""The category tree, read in one query: two levels, small enough for a menu on every page."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from catalog import texts
from catalog.models import Category
from catalog.pages.addresses import address
from catalog.pages.images import Image, image
from catalog.pages.queries import Card

STEP = Category.steplen  # characters of the path that name one level


@dataclass(slots=True)
class Shelf:
    pk: int
    name: str
    slug: str
    description: str
    picture: tuple[str, int, int] = ("", 0, 0)  # file, width, height
    parent: "Shelf | None" = None
    children: "list[Shelf]" = field(default_factory=list)
    is_sensitive: bool = False  # it, or the shelf it is on

    @property
    def url(self) -> str:
        return address("category", self.slug)

    @property
    def image(self) -> Image | None:
        """Only the home page shows it. Beside its name, which says it all: no words for it."""
        file, width, height = self.picture
        return image(file=file, width=width, height=height, alt="") if file else None

    @property
    def trail(self) -> "list[Shelf]":
        """The way here from the entrance, this shelf last."""
        return [*self.parent.trail, self] if self.parent else [self]

    @property
    def ids(self) -> list[int]:
        """Keys of this shelf and of those on it."""
        return [self.pk, *(pk for child in self.children for pk in child.ids)]


class Shelves:
    """All shelves. Iterating gives the top ones; each knows its children."""

    def __init__(self) -> None:
        names = texts.columns("name")
        descriptions = texts.columns("description")
        # A plain queryset: modeltranslation's own would look at every row once more.
        categories: QuerySet[Category] = QuerySet(Category)
        columns = (
            "pk",
            "path",
            "slug",
            "picture",
            "picture_width",
            "picture_height",
            "is_sensitive",
        )
        rows: Any = categories.order_by("path").values_list(*columns, *names, *descriptions)
        self.top: list[Shelf] = []
        self._by_slug: dict[str, Shelf] = {}
        self._by_pk: dict[int, Shelf] = {}
        by_path: dict[str, Shelf] = {}
        for pk, path, slug, file, width, height, is_sensitive, *translated in rows:
            name = texts.first(tuple(translated[: len(names)]))
            description = texts.first(tuple(translated[len(names) :]))
            parent = by_path.get(path[:-STEP])
            shelf = Shelf(pk, name, slug, description, (file, width, height), parent)
            shelf.is_sensitive = is_sensitive or (parent is not None and parent.is_sensitive)
            (parent.children if parent else self.top).append(shelf)
            by_path[path] = self._by_slug[slug] = self._by_pk[pk] = shelf

    def named(self, slug: str) -> Shelf:
        """Return the shelf at the address ``slug``. Raises Http404 when there is none."""
        try:
            return self._by_slug[slug]
        except KeyError:
            raise Http404(slug) from None

    def of(self, category_id: int) -> Shelf:
        return self._by_pk[category_id]

    def hold_back(self, card: Card) -> bool:
        """Tell whether ``card`` is of a sensitive product, which is offered beside no other (R13)."""
        return card.is_sensitive or self.of(card.category_id).is_sensitive
