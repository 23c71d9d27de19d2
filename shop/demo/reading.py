"""The demo's catalogue and reviews as they are written down in ``catalogue`` and ``reviews``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "catalogue"
REVIEWS = Path(__file__).parent / "reviews"
ART = Path(__file__).parent / "art"
VOCABULARY = CATALOGUE / "vocabulary.toml"

Texts = Mapping[str, str]  # by language


@dataclass(frozen=True)
class WrittenAttribute:
    code: str
    name: Texts
    values: Mapping[str, Texts]


@dataclass(frozen=True)
class WrittenSynonyms:
    """Words that find each other, or one way what they find; in one language or, if "", in both."""

    words: tuple[str, ...]
    finds: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class WrittenVariant:
    sku: str
    price: int  # cents, tax included
    weight: int  # grams
    stock: int
    options: tuple[str, ...] = ()  # "colour:blue"


@dataclass(frozen=True)
class WrittenProduct:
    slug: str
    shelf: str
    brand: str
    picture: str
    name: Texts
    description: Texts
    alt: Texts
    variants: tuple[WrittenVariant, ...]
    attributes: tuple[str, ...] = ()  # "material:wool"
    goes_with: tuple[str, ...] = ()  # slugs of what completes it
    tax_class: str = "standard"

    @property
    def art(self) -> Path:
        return ART / f"{self.picture}.webp"


@dataclass(frozen=True)
class WrittenShelf:
    slug: str
    name: Texts


@dataclass(frozen=True)
class WrittenCategory:
    """One file: a top category, its subcategories, and the products on them."""

    position: int
    slug: str
    name: Texts
    description: Texts
    shelves: tuple[WrittenShelf, ...]
    products: tuple[WrittenProduct, ...]

    @property
    def art(self) -> Path:
        """What stands for all of it: its first product."""
        return self.products[0].art


@dataclass(frozen=True)
class WrittenCatalogue:
    brands: Mapping[str, str]
    attributes: tuple[WrittenAttribute, ...]
    categories: tuple[WrittenCategory, ...]
    synonyms: tuple[WrittenSynonyms, ...] = ()
    products: tuple[WrittenProduct, ...] = field(init=False)

    def __post_init__(self) -> None:
        products = tuple(p for category in self.categories for p in category.products)
        object.__setattr__(self, "products", products)


@dataclass(frozen=True)
class WrittenReview:
    """What a demo shopper says after buying. Who says it is decided where it is loaded."""

    stars: int
    language: str
    title: str
    text: str
    answer: str = ""  # the shop's, in the same language


def read_catalogue() -> WrittenCatalogue:
    """Return all that is written down. Raises TypeError for a key that nothing reads."""
    vocabulary = _toml(VOCABULARY)
    files = (path for path in CATALOGUE.glob("*.toml") if path != VOCABULARY)
    return WrittenCatalogue(
        brands=vocabulary["brands"],
        attributes=tuple(
            WrittenAttribute(code=code, **rest) for code, rest in vocabulary["attributes"].items()
        ),
        categories=tuple(sorted(map(_category, files), key=lambda category: category.position)),
        synonyms=tuple(map(_synonyms, vocabulary["synonyms"])),
    )


def read_reviews() -> Mapping[str, tuple[WrittenReview, ...]]:
    """Return reviews by the slug of their product; a product without any is not in it."""
    files = [_toml(path) for path in sorted(REVIEWS.glob("*.toml"))]
    return {
        slug: tuple(WrittenReview(**review) for review in reviews)
        for written in files
        for slug, reviews in written.items()
    }


def _category(path: Path) -> WrittenCategory:
    written = _toml(path)
    shelves = tuple(WrittenShelf(**shelf) for shelf in written.pop("shelves"))
    products = tuple(_product(product) for product in written.pop("products"))
    return WrittenCategory(shelves=shelves, products=products, **written)


def _product(written: dict[str, Any]) -> WrittenProduct:
    variants = tuple(
        WrittenVariant(options=tuple(variant.pop("options", ())), **variant)
        for variant in written.pop("variants")
    )
    return WrittenProduct(
        variants=variants,
        attributes=tuple(written.pop("attributes", ())),
        goes_with=tuple(written.pop("goes_with", ())),
        **written,
    )


def _synonyms(written: dict[str, Any]) -> WrittenSynonyms:
    words, finds = (tuple(written.pop(key, ())) for key in ("words", "finds"))
    return WrittenSynonyms(words=words, finds=finds, **written)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
