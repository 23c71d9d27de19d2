"""What a feed says, whatever its format: the one thing that formats make and the writer reads."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import slugify

from catalog.feeds.journal import Refusal
from catalog.models import TaxClass

SKU_LENGTH = 64
_MARK_LENGTH = 6


class Columns(NamedTuple):
    """What a format calls the columns that the writer may have to complain about."""

    name: str
    sku: str
    stock: str
    options: str


class Choice(NamedTuple):
    """An attribute and one of its values, as people read them: colour, red."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PictureRecord:
    url: str
    alt: str = ""
    sku: str = ""  # of the variant that it shows, if it shows one


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRecord:
    """``price`` is in minor units, ``weight`` in grams."""

    row: int
    sku: str
    price: int
    options: tuple[Choice, ...] = ()
    weight: int = 0
    on_hand: int = 0
    is_tracked: bool = True
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """A product with all of its variants. ``None`` means that the feed does not say.

    It is the product of the shop that has its ``slug`` where ``has_lasting_slug``, else the one
    that owns its SKUs; then ``slug`` is only a wish for a new product.
    """

    row: int
    columns: Columns
    slug: str
    name: str
    category: tuple[str, ...]
    variants: tuple[VariantRecord, ...]
    has_lasting_slug: bool
    description: str | None = None
    brand: str | None = None
    tax_class: TaxClass | None = None
    is_published: bool = True
    attributes: tuple[Choice, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()
    is_whole: bool = True  # no row of it was refused

    @property
    def option_names(self) -> list[str]:
        return [choice.name for choice in self.variants[0].options]


class Seen:
    """Which SKUs the file has had, so that a repeat can name the first one's row."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}

    def claim(self, key: str, *, row: int, column: str) -> None:
        """Raise Refusal where another row has ``key`` already."""
        first = self._rows.setdefault(key, row)
        if first != row:
            cause = f"“{key}” is already in row {first}. Each needs one of its own."
            raise Refusal(column=column, cause=cause)


def code_of(text: str, *, max_length: int) -> str:
    """Return the slug of ``text``; of two texts that differ by more than case and accents, two.

    Where the slug drops signs (“4.5” and “45”, “S+” and “S”) or must be cut, a mark made from the
    whole text tells them apart.
    """
    slug = slugify(text).replace("_", "-").strip("-")
    kept = sum(sign.isalnum() for sign in slug)
    wanted = sum(sign not in " -_" for sign in text.strip())
    if slug and kept == wanted and len(slug) <= max_length:
        return slug
    mark = hashlib.sha256(text.casefold().encode()).hexdigest()[:_MARK_LENGTH]
    return f"{slug[: max_length - _MARK_LENGTH - 1]}-{mark}".lstrip("-")


def made_sku(base: str, values: list[str]) -> str:
    """Return the SKU of a variant whose cell is empty: the product's key and its option values.

    Its position would be shorter, but a row put in between would then turn the “medium” in a
    shopper's cart into a “large”.
    """
    text = "-".join([base, *(code_of(value, max_length=30) for value in values)])
    return text if len(text) <= SKU_LENGTH else code_of(text, max_length=SKU_LENGTH)


def refuse_repeated_options(record: VariantRecord, taken: dict[str, int], column: str) -> None:
    """Raise Refusal where an earlier variant of the product, in ``taken``, has the same options."""
    key = ",".join(code_of(choice.value, max_length=80) for choice in record.options)
    first = taken.setdefault(key, record.row)
    if first != record.row:
        what = ", ".join(choice.value for choice in record.options) or "no option"
        cause = f"the variant in row {first} has the same options ({what}). Change or remove one."
        raise Refusal(column=column, cause=cause)
