"""How a list of products is asked for: sorted, narrowed and paged by GET parameters.

Anything unknown falls back to the default: an old or mistyped address still shows products.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGE_SIZE = 24  # divides by two, three and four columns
LAST_PAGE = 10_000  # beyond, an offset only costs
NEIGHBOURS = 1  # pages shown on either side of the current one

SORTS: dict[str, str | Promise] = {
    "newest": _("Newest first"),
    "price": _("Price, low to high"),
    "-price": _("Price, high to low"),
    "name": _("Name"),
}


@dataclass(slots=True, frozen=True)
class Listing:
    sort: str = "newest"
    in_stock: bool = False
    page: int = 1

    @classmethod
    def asked(cls, parameters: Mapping[str, str]) -> "Listing":
        sort = parameters.get("sort", "")
        return cls(
            sort=sort if sort in SORTS else "newest",
            in_stock=parameters.get("in_stock") == "1",
            page=page_number(parameters.get("page", "")),
        )

    @property
    def query(self) -> str:
        """The shortest parameters that ask for the same again, with ``?`` in front if any."""
        return query(**self._filters, page=self.page if self.page > 1 else "")

    @property
    def query_of_filters(self) -> str:
        """The same without the page."""
        return query(**self._filters)

    @property
    def is_plain(self) -> bool:
        """Nothing is sorted or narrowed: the list that search engines may show."""
        return not any(self._filters.values())

    @property
    def _filters(self) -> dict[str, str]:
        sort = self.sort if self.sort != "newest" else ""
        return {"sort": sort, "in_stock": "1" if self.in_stock else ""}


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
    given = {name: value for name, value in parameters.items() if value != ""}
    return f"?{urlencode(given)}" if given else ""
