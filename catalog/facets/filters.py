"""What a visitor narrows a list of products by: read from GET parameters, and written as such again.

Filters are keys (slugs and codes), never words of a text (pitfall M22). Whatever is none is passed
over: an old or mistyped address still shows products.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from catalog.facets.prices import Band

ATTRIBUTE: Final = "a-"  # before the code of an attribute, which is anybody's choice
MOST_VALUES: Final = 20  # of one facet; more only cost
MOST_ATTRIBUTES: Final = 8
_KEY: Final = re.compile(r"[\w-]{1,200}")
_BAND: Final = re.compile(r"(\d{1,9})-(\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one facet are alternatives; of several facets, all must hold."""

    categories: tuple[str, ...] = ()  # slugs; each with what lies below it
    brands: tuple[str, ...] = ()  # slugs
    prices: tuple[Band, ...] = ()
    stars: int = 0  # at least so many on average
    in_stock: bool = False
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()  # code, and codes of values

    @classmethod
    def asked(cls, parameters: QueryDict) -> "Filters":
        stars = parameters.get("stars", "")
        names = sorted(name for name in parameters if name.startswith(ATTRIBUTE))
        chosen = {name.removeprefix(ATTRIBUTE): _keys(parameters.getlist(name)) for name in names}
        codes = [code for code, values in chosen.items() if values and _KEY.fullmatch(code)]
        return cls(
            categories=_keys(parameters.getlist("category")),
            brands=_keys(parameters.getlist("brand")),
            prices=tuple(
                sorted(set(_bands(parameters.getlist("price")[:MOST_VALUES])), key=in_address)
            ),
            stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
            in_stock=parameters.get("in_stock") == "1",
            attributes=tuple((code, chosen[code]) for code in codes[:MOST_ATTRIBUTES]),
        )

    def __bool__(self) -> bool:
        return self != NO_FILTERS

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The GET parameters that ask for the same, in one order."""
        return [
            *(("category", slug) for slug in self.categories),
            *(("brand", slug) for slug in self.brands),
            *(("price", in_address(band)) for band in self.prices),
            *([("stars", str(self.stars))] if self.stars else []),
            *([("in_stock", "1")] if self.in_stock else []),
            *((ATTRIBUTE + code, value) for code, values in self.attributes for value in values),
        ]

    def without(self, parameter: tuple[str, str]) -> "Filters":
        """Return the filters without one of ``parameters``."""
        rest = QueryDict(mutable=True)
        for name, value in self.parameters:
            if (name, value) != parameter:
                rest.appendlist(name, value)
        return Filters.asked(rest)


NO_FILTERS: Final = Filters()


def in_address(band: Band) -> str:
    return f"{band.low}-{'' if band.high is None else band.high}"


def _keys(texts: list[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in texts[:MOST_VALUES] if _KEY.fullmatch(text)}))


def _bands(texts: list[str]) -> Iterator[Band]:
    for text in texts:
        if found := _BAND.fullmatch(text):
            low, high = found.groups()
            if high is None or int(low) < int(high):
                yield Band(int(low), None if high is None else int(high))
