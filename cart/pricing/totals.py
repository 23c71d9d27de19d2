"""What the calculator answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cart.pricing.deals import Obstacle
from cart.pricing.facts import Exemption, Item
from shop.core.money import percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a promotion gave: off the items ``amount``, in ``parts`` by their position; off postage
    ``delivery``.
    """

    label: str
    code: str
    amount: int
    delivery: int
    key: int = 0
    parts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedItem:
    """An item with what each promotion took off it: ``reductions`` by their label."""

    item: Item
    gross: int  # unit price times quantity
    reductions: tuple[tuple[str, int], ...] = ()

    @property
    def discount(self) -> int:
        return sum(amount for _label, amount in self.reductions)

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
    def untaxed(self) -> int:
        return self.amount - self.tax

    @property
    def rate_words(self) -> str:
        """The rate as people write it: ``5,5 %``."""
        return percentage(self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A cart with its prices. ``delivery`` is None while nobody knows what it will cost.

    ``applied`` says which promotion gave what, ``obstacles`` by key why another one gave nothing.
    ``relief`` is the tax that is in all these amounts and not charged, for the reason that
    ``exemption`` gives.
    """

    items: tuple[PricedItem, ...]
    subtotal: int
    discount: int
    delivery: int | None
    delivery_discount: int
    taxes: tuple[TaxPart, ...]
    applied: tuple[Applied, ...] = ()
    obstacles: Mapping[int, Obstacle] = field(default_factory=dict)
    relief: int = 0
    exemption: Exemption | None = None

    @property
    def goods(self) -> int:
        """What the items cost with the discount deducted, before delivery."""
        return self.subtotal - self.discount

    @property
    def total(self) -> int:
        return self.goods + (self.delivery or 0) - self.delivery_discount - self.relief

    @property
    def relief_words(self) -> str:
        return self.exemption.words if self.exemption else ""

    @property
    def tax(self) -> int:
        return sum(part.tax for part in self.taxes)
