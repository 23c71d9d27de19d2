"""The panel beside a list: what the list can be narrowed by, with how many products each would leave."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import accumulate

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, ngettext

from catalog.facets.filters import ATTRIBUTE, in_address
from catalog.facets.listing import Counts, Listed, Option
from catalog.facets.prices import Band, bands, within
from catalog.facets.statement import Asked
from catalog.pages.listing import Listing
from catalog.pages.shelves import Shelf
from shop.core.money import formatted
from shop.core.short_memory import keep, recall

SHOWN_AT_ONCE = 8  # of a group; the rest is one click away
MOST_STARS = 5
PARTS = ("facets", "applied")  # of the page: the boxes, and what of them is ticked


@dataclass(slots=True)
class Choice:
    """A box to tick: what it sends, what it says, and how many products it would leave, if known."""

    parameter: tuple[str, str]
    label: str
    count: int | None
    is_chosen: bool = False
    level: int = 0  # 1: lies in the choice above it

    @property
    def testid(self) -> str:
        return "-".join(self.parameter)


@dataclass(slots=True)
class Group:
    """The boxes of one facet. Of ``is_one_of`` only one can be ticked."""

    title: str
    choices: list[Choice]
    is_one_of: bool = False

    @property
    def few(self) -> list[Choice]:
        return self.choices[:SHOWN_AT_ONCE]

    @property
    def more(self) -> list[Choice]:
        return self.choices[SHOWN_AT_ONCE:]

    @property
    def has_chosen_more(self) -> bool:
        return any(each.is_chosen for each in self.more)


@dataclass
class Panel:
    """What of ``counts`` is offered to whoever looks at ``listing``, on the shelves ``around``."""

    counts: Counts
    listing: Listing
    around: Iterable[Shelf] = ()
    total: int = 0
    _chosen: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._chosen = set(self.listing.filters.parameters)

    @cached_property
    def groups(self) -> list[Group]:
        found = [
            Group(gettext("Availability"), list(self._in_stock())),
            Group(gettext("Category"), list(self._categories(self.around))),
            Group(gettext("Price"), list(self._prices())),
            Group(gettext("Brand"), self._options("brand", self.counts.brands.values())),
            *self._attributes(),
            Group(gettext("Rating"), list(self._stars()), is_one_of=True),
        ]
        return [group for group in found if self._tells_apart(group)]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """``(words, address without it)`` of each filter that is applied, as the groups have them."""
        return [
            (each.label, self.listing.without(each.parameter) or ".")
            for group in self.groups
            for each in group.choices
            if each.is_chosen
        ]

    def _tells_apart(self, group: Group) -> bool:
        """Tell whether a group is any use: a single box that leaves everything is none."""
        if any(each.is_chosen for each in group.choices):
            return True
        return any(0 < (each.count or 0) < self.total for each in group.choices)

    def _choice(
        self, name: str, value: str, label: str, count: int | None, level: int = 0
    ) -> Choice:
        parameter = (name, value)
        return Choice(parameter, label, count, parameter in self._chosen, level)

    def _in_stock(self) -> Iterator[Choice]:
        yield self._choice("in_stock", "1", gettext("In stock"), self.counts.in_stock)

    def _categories(self, shelves: Iterable[Shelf], level: int = 0) -> Iterator[Choice]:
        """Yield shelves with something on them, and what lies below where it is known to matter."""
        counted = [(shelf, self._on(shelf)) for shelf in shelves]
        with_any = [
            (shelf, count)
            for shelf, count in counted
            if count or ("category", shelf.slug) in self._chosen
        ]
        for shelf, count in with_any:
            choice = self._choice("category", shelf.slug, shelf.name, count, level)
            yield choice
            below = list(self._categories(shelf.children, level + 1))
            if choice.is_chosen or len(with_any) == 1 or any(each.is_chosen for each in below):
                yield from below

    def _on(self, shelf: Shelf) -> int:
        return sum(self.counts.categories[pk] for pk in shelf.ids)

    def _prices(self) -> Iterator[Choice]:
        """Yield bands that fit, and what is chosen although it no longer does."""
        fitting = bands(self.counts.price_steps)
        asked = {
            band: within(band, self.counts.price_steps) for band in self.listing.filters.prices
        }
        for band, count in sorted((asked | fitting).items(), key=lambda each: each[0].low):
            yield self._choice("price", in_address(band), words_of(band), count)

    def _options(self, name: str, options: Iterable[Option]) -> list[Choice]:
        """Return options by their place, then the most frequent first."""
        ordered = sorted(options, key=lambda each: (each.place, -each.count, each.name))
        return [self._choice(name, each.code, each.name, each.count) for each in ordered]

    def _attributes(self) -> Iterator[Group]:
        for each in sorted(
            self.counts.attributes.values(), key=lambda each: (each.place, each.code)
        ):
            yield Group(each.name, self._options(ATTRIBUTE + each.code, each.options.values()))

    def _stars(self) -> Iterator[Choice]:
        downwards = range(MOST_STARS, 0, -1)
        at_least = accumulate(self.counts.stars[stars] for stars in downwards)
        for stars, count in zip(downwards, at_least, strict=True):
            words = ngettext("%(stars)d star and more", "%(stars)d stars and more", stars)
            if stars < MOST_STARS:
                yield self._choice("stars", str(stars), words % {"stars": stars}, count)


def words_of(band: Band) -> str:
    low = formatted(band.low)
    if band.high is None:
        return gettext("%(low)s and more") % {"low": low}
    if not band.low:
        return gettext("Below %(high)s") % {"high": formatted(band.high)}
    return gettext("%(low)s to %(high)s") % {"low": low, "high": formatted(band.high)}


def with_panel(
    listing: Listing, *, place: str, around: Iterable[Shelf], find: Callable[[Asked], Listed]
) -> tuple[Listed, dict[str, str]]:
    """Return what ``find`` finds, and the panel and the chips beside it as HTML.

    ``place`` names what is looked through. The products and their number are as they are now; the
    panel may be a minute old, like everything that is the same for everybody: to count what each of
    dozens of boxes would leave costs more than the rest of the page.
    """
    asked = f"{get_language()}:{place}:{listing.query_of_filters}"
    key = f"panel:{sha256(asked.encode()).hexdigest()}"
    kept = recall(key)
    found = find(listing.of_database(is_counted=kept is None))
    if kept is None and found.counts is not None:
        panel = Panel(found.counts, listing, around, found.total)
        kept = {
            part: render_to_string(f"catalog/listing/{part}.html", {"panel": panel})
            for part in PARTS
        }
        keep(key, kept)
    return found, kept or dict.fromkeys(PARTS, "")
