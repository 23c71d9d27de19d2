"""Reads the words that invented products are made of."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

FILE: Final = Path(__file__).with_name("vocabulary.toml")
ATTRIBUTES: Final = ("colour", "size", "origin", "material")  # in the order in which they are shown


class Words(NamedTuple):
    """The same in both languages."""

    fr: str
    en: str


@dataclass(frozen=True)
class Trait:
    """A value of an attribute."""

    code: str
    name: Words


@dataclass(frozen=True)
class Thing:
    """What is sold, and between which prices in minor units."""

    name: Words
    cheapest: int
    dearest: int


@dataclass(frozen=True)
class Shelf:
    """A category of the second level; ``option`` is the attribute that its variants differ in."""

    name: Words
    option: str
    materials: Sequence[Trait]
    things: Sequence[Thing]


@dataclass(frozen=True)
class Department:
    """A category of the first level."""

    name: Words
    shelves: Sequence[Shelf]


@dataclass(frozen=True)
class Vocabulary:
    brands: Sequence[str]
    series: Sequence[str]
    uses: Sequence[Words]
    common_sentences: Sequence[Words]
    sentences: Sequence[Words]
    opinions: Sequence[Words]
    attributes: Mapping[str, Words]
    values: Mapping[str, Sequence[Trait]]  # by attribute
    departments: Sequence[Department]

    @property
    def shelves(self) -> Sequence[Shelf]:
        return [shelf for department in self.departments for shelf in department.shelves]


@cache
def vocabulary() -> Vocabulary:
    """Return the words of ``vocabulary.toml``."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    values = {
        code: [Trait(key, Words(fr, en)) for key, fr, en in read[code]["values"]]
        for code in ATTRIBUTES
    }
    materials = {trait.code: trait for trait in values["material"]}
    stuffs = {name: [materials[key] for key in keys] for name, keys in read["stuffs"].items()}
    return Vocabulary(
        brands=read["brands"],
        series=read["series"],
        uses=_many(read["uses"]),
        common_sentences=_many(read["common_sentences"]),
        sentences=_many(read["sentences"]),
        opinions=_many(read["opinions"]),
        attributes={code: Words(*read[code]["name"]) for code in ATTRIBUTES},
        values=values,
        departments=[
            Department(Words(*each["name"]), [_shelf(shelf, stuffs) for shelf in each["shelves"]])
            for each in read["departments"]
        ],
    )


def _many(pairs: Sequence[Sequence[str]]) -> list[Words]:
    return [Words(*pair) for pair in pairs]


def _shelf(read: Mapping[str, Any], stuffs: Mapping[str, Sequence[Trait]]) -> Shelf:
    return Shelf(
        name=Words(*read["name"]),
        option=read.get("option", "colour"),
        materials=stuffs[read["stuff"]],
        things=[
            Thing(Words(fr, en), cheapest * 100, dearest * 100)
            for fr, en, cheapest, dearest in read["things"]
        ],
    )
