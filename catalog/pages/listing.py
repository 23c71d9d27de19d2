"""How a list of products is asked for: searched for, sorted, narrowed and paged by GET parameters.

Anything unknown falls back to the default: an old or mistyped address still shows products.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.facets.filters import NO_FILTERS, Filters
from catalog.facets.statement import Asked

PAGE_SIZE = 24  # divides by two, three and four columns
LAST_PAGE = 10_000  # beyond, an offset only costs
NEIGHBOURS = 1  # pages shown on either side of the current one

SORTS: dict[str, str | Promise] = {
    "newest": _("Newest first"),
    "price": _("Price, low to high"),
    "-price": _("Price, high to low"),
    "name": _("Name"),
}
SORTS_OF_SEARCH: dict[str, str | Promise] = {"best": _("Best match"), **SORTS}


@dataclass(slots=True, frozen=True)
class Listing:
    """``text`` is what is searched for; a category's list has none."""

    sort: str = "newest"
    filters: Filters = NO_FILTERS
    page: int = 1
    text: str = ""

    @classmethod
    def asked(cls, parameters: QueryDict, *, text: str = "") -> "Listing":
        sort = parameters.get("sort", "")
        sorts = SORTS_OF_SEARCH if text else SORTS
        return cls(
            sort=sort if sort in sorts else next(iter(sorts)),
            filters=Filters.asked(parameters),
            page=page_number(parameters.get("page", "")),
            text=text,
        )

    @property
    def sorts(self) -> dict[str, str | Promise]:
        """What can be sorted by, what goes without saying first."""
        return SORTS_OF_SEARCH if self.text else SORTS

    def of_database(self, *, is_counted: bool) -> Asked:
        return Asked(
            filters=self.filters,
            sort=self.sort,
            offset=(self.page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            is_counted=is_counted,
        )

    @property
    def query(self) -> str:
        """The shortest parameters that ask for the same again, with ``?`` in front if any."""
        page = [("page", str(self.page))] if self.page > 1 else []
        return _address([*self._parameters, *page])

    @property
    def query_of_filters(self) -> str:
        """The same without the page."""
        return _address(self._parameters)

    @property
    def is_plain(self) -> bool:
        """Nothing is sorted or narrowed: the list that search engines may show."""
        return not self.filters and self.sort == next(iter(self.sorts))

    def without(self, parameter: tuple[str, str]) -> str:
        """Return the parameters of the list without one of its filters, from the first page on."""
        return replace(self, filters=self.filters.without(parameter), page=1).query

    @property
    def query_of_everything(self) -> str:
        """The parameters of the list without any filter."""
        return replace(self, filters=NO_FILTERS, page=1).query

    @property
    def options(self) -> str:
        """How the list is sorted and narrowed, as parameters alone: ``sort=price&brand=alba``."""
        return urlencode([each for each in self._parameters if each[0] != "q"])

    def query_through(self, reference: str) -> str:
        """Return what links to other pages of a search keep: also which recorded search it is."""
        return _address([*self._parameters, *([("s", reference)] if reference else [])])

    @property
    def _parameters(self) -> list[tuple[str, str]]:
        text = [("q", self.text)] if self.text else []
        sort = [("sort", self.sort)] if self.sort != next(iter(self.sorts)) else []
        return [*text, *sort, *self.filters.parameters]


@dataclass(slots=True, frozen=True)
class Paging:
    """Which page of ``total`` things this is, and the links to the others."""

    number: int
    total: int
    query: str = ""  # parameters that every link keeps
    size: int = PAGE_SIZE
    parameter: str = "page"
    anchor: str = ""  # the part of the page that is leafed through, as ``#its-id``

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def is_needed(self) -> bool:
        return self.last > 1

    @property
    def previous(self) -> str:
        return self._link(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self._link(self.number + 1) if self.number < self.last else ""

    @property
    def links(self) -> list[tuple[int, str]]:
        """``(number, address)`` of the first, the last and the near pages; ``(0, "")`` is a gap."""
        near = {1, self.last, *range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)}
        links: list[tuple[int, str]] = []
        for number in sorted(n for n in near if 1 <= n <= self.last):
            if links and number > links[-1][0] + 1:
                links.append((0, ""))
            links.append((number, self._link(number)))
        return links

    def _link(self, number: int) -> str:
        mark = "&" if self.query else "?"
        return f"{self.query}{mark}{self.parameter}={number}{self.anchor}"


def page_number(text: str) -> int:
    """Return the page that ``text`` names, 1 for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE))):
        return 1
    return min(max(int(text), 1), LAST_PAGE)


def query(**parameters: str | int) -> str:
    """Return ``?a=b`` of the parameters that are not empty, or nothing."""
    return _address([(name, str(value)) for name, value in parameters.items() if value != ""])


def _address(parameters: list[tuple[str, str]]) -> str:
    return f"?{urlencode(parameters)}" if parameters else ""
