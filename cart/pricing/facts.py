"""What the calculator is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

WHOLE = 10_000  # basis points: 2000 of them are 20 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """``quantity`` of one thing; ``key`` is the caller's own name for it."""

    key: int
    unit_price: int  # minor units, tax included
    quantity: int
    tax_class: str
    product: int = 0
    brand: int | None = None
    path: str = ""  # of its category in the tree


class Exemption(StrEnum):
    """Why no tax is charged on a sale."""

    EXPORT = "export"  # it leaves the Union: directive 2006/112/EC, article 146
    REVERSE_CHARGE = "reverse_charge"  # to a business in another member state: article 138

    @property
    def words(self) -> str:
        """What a line says whose amount is the tax taken off."""
        if self is Exemption.EXPORT:
            return gettext("VAT not charged (export)")
        return gettext("VAT not charged: due by the recipient (reverse charge)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRules:
    """Which tax the amounts contain: basis points by tax class.

    With an ``exemption`` that tax is not charged: it is taken off what is to be paid.
    """

    rates: Mapping[str, int]
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Postage:
    """What delivery costs, and what the cheapest way would cost."""

    price: int
    cheapest: int
