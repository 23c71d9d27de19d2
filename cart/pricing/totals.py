"""What the calculator answers."""

from dataclasses import dataclass

from cart.pricing.facts import Exemption, Item
from shop.core.money import percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedItem:
    item: Item
    gross: int  # unit price times quantity
    discount: int

    @property
    def total(self) -> int:
        return self.gross - self.discount


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPart:
    """The tax at one rate: ``tax`` is contained in ``amount``."""

    rate: int  # basis points
    amount: int
    tax: int

    @property
    def rate_words(self) -> str:
        """The rate as people write it: ``5,5 %``."""
        return percentage(self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A cart with its prices. ``delivery`` is None while nobody knows what it will cost.

    ``relief`` is the tax that is in all these amounts and not charged, for the reason that
    ``exemption`` gives.
    """

    items: tuple[PricedItem, ...]
    subtotal: int
    discount: int
    delivery: int | None
    taxes: tuple[TaxPart, ...]
    relief: int = 0
    exemption: Exemption | None = None

    @property
    def goods(self) -> int:
        """What the items cost with the discount deducted, before delivery."""
        return self.subtotal - self.discount

    @property
    def total(self) -> int:
        return self.goods + (self.delivery or 0) - self.relief

    @property
    def relief_words(self) -> str:
        return self.exemption.words if self.exemption else ""

    @property
    def tax(self) -> int:
        return sum(part.tax for part in self.taxes)
