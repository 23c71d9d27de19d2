"""Invents one product: everything about it follows from the seed and its number."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from catalog.generating.vocabulary import Shelf, Thing, Trait, Vocabulary, Words

FIRST_ARRIVAL: Final = datetime(2025, 1, 1, 8, tzinfo=UTC)
_MINUTES: Final = 500_000  # until the last arrival
# Of a hundred products so many have no series, a sold-out variant, a variant that runs out.
_NO_SERIES, _SOLD_OUT, _LOW = 40, 12, 20
_STARS: Final = {5: 46, 4: 28, 3: 13, 2: 7, 1: 6}  # how often people give them


@dataclass(frozen=True)
class InventedVariant:
    """``option`` is None for a product that comes in one way."""

    option: Trait | None
    price: int  # minor units
    on_hand: int


@dataclass(frozen=True)
class InventedReview:
    stars: int
    text: str
    language: str
    written_at: datetime


@dataclass(frozen=True)
class Invented:
    """A product before it is written down."""

    number: int
    name: Words
    description: Words
    shelf: Shelf
    brand: str
    created_at: datetime
    traits: Sequence[tuple[str, Trait]]  # attribute and value
    variants: Sequence[InventedVariant]
    pictures: int
    reviews: Sequence[InventedReview]


def invent(number: int, *, seed: int, vocabulary: Vocabulary) -> Invented:
    """Return product ``number`` of the catalogue ``seed``, however many others there are."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 - no secret hangs on it
    shelf = chance.choice(vocabulary.shelves)
    thing, material = chance.choice(shelf.things), chance.choice(shelf.materials)
    use = chance.choice(vocabulary.uses)
    series = "" if chance.randrange(100) < _NO_SERIES else f" {chance.choice(vocabulary.series)}"
    variants = _variants(chance, number, shelf, thing, vocabulary)
    created_at = FIRST_ARRIVAL + timedelta(minutes=chance.randrange(_MINUTES))
    return Invented(
        number=number,
        name=Words(
            f"{thing.name.fr}{series} en {material.name.fr} {use.fr}",
            f"{_begun(material.name.en)} {_inside(thing.name.en)}{series} {use.en}",
        ),
        description=_description(chance, vocabulary),
        shelf=shelf,
        brand=_popular(chance, vocabulary.brands),
        created_at=created_at,
        traits=_traits(chance, material, variants, shelf, vocabulary),
        variants=variants,
        pictures=chance.choice([1, 2, 3]),
        reviews=_reviews(chance, created_at, vocabulary),
    )


def _popular(chance: random.Random, names: Sequence[str]) -> str:
    """Return one of ``names``, the first ones more often than the last ones."""
    return names[int(len(names) * chance.random() ** 1.7)]


def _variants(
    chance: random.Random, number: int, shelf: Shelf, thing: Thing, vocabulary: Vocabulary
) -> list[InventedVariant]:
    """Half of the products come in one way; of the others a quarter costs more for some."""
    price = _price(chance, thing)
    if number % 2:
        return [InventedVariant(None, price, _on_hand(chance))]
    options = chance.sample(vocabulary.values[shelf.option], chance.choice([2, 3]))
    dearer = _charming(price // 10) if chance.randrange(4) == 0 else 0
    return [
        InventedVariant(option, price + dearer * place, _on_hand(chance))
        for place, option in enumerate(options)
    ]


def _price(chance: random.Random, thing: Thing) -> int:
    """Return a price between the thing's two, most often nearer to the lower one."""
    middle = math.sqrt(thing.cheapest * thing.dearest) * 0.8
    price = chance.lognormvariate(math.log(middle), 0.5)
    return _charming(int(min(max(price, thing.cheapest), thing.dearest)))


def _charming(amount: int) -> int:
    """Return ``amount`` as shops write it: 4.90, 39.90, 240.00."""
    if amount < 100 * 100:
        return amount // 100 * 100 + 90
    return amount // 500 * 500


def _on_hand(chance: random.Random) -> int:
    of_hundred = chance.randrange(100)
    if of_hundred < _SOLD_OUT:
        return 0
    if of_hundred < _LOW:
        return chance.randint(1, 3)
    return chance.randint(4, 200)


def _description(chance: random.Random, vocabulary: Vocabulary) -> Words:
    sentences = chance.sample(vocabulary.common_sentences, 2)
    sentences += chance.sample(vocabulary.sentences, chance.randint(1, 3))
    chance.shuffle(sentences)
    return Words(" ".join(each.fr for each in sentences), " ".join(each.en for each in sentences))


def _traits(
    chance: random.Random,
    material: Trait,
    variants: Sequence[InventedVariant],
    shelf: Shelf,
    vocabulary: Vocabulary,
) -> list[tuple[str, Trait]]:
    """Return what a product is for all of its variants."""
    traits = [("origin", chance.choice(vocabulary.values["origin"])), ("material", material)]
    if variants[0].option is None and chance.randrange(3) == 0:
        traits.append((shelf.option, chance.choice(vocabulary.values[shelf.option])))
    return traits


def _reviews(
    chance: random.Random, created_at: datetime, vocabulary: Vocabulary
) -> list[InventedReview]:
    """Return up to ten for a third of the products, and none for the others."""
    if chance.randrange(3):
        return []
    found = []
    for stars in chance.choices([*_STARS], [*_STARS.values()], k=int(chance.triangular(1, 11, 1))):
        language = chance.choice(["fr", "en"])
        text = getattr(chance.choice(vocabulary.opinions), language)
        moment = created_at + timedelta(minutes=chance.randrange(_MINUTES // 4))
        found.append(InventedReview(stars, text, language, moment))
    return found


def _begun(text: str) -> str:
    return text[0].upper() + text[1:]


def _inside(text: str) -> str:
    return text[0].lower() + text[1:]
