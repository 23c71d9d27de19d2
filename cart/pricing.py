"""The one calculator: items in, priced items and totals out (pitfall M7).

Pure: no database, no settings, no clock. Cart page, checkout, order, mail and bank all show what
``price`` returned. Prices include tax; what tax is in them is worked out, never added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shop.core.money import percentage, spread

WHOLE = 10_000  # basis points: 2000 of them are 20 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """``quantity`` of one thing; ``key`` is the caller's own name for it."""

    key: int
    unit_price: int  # minor units, tax included
    quantity: int
    tax_class: str


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
    """A cart with its prices. ``delivery`` is None while nobody knows what it will cost."""

    items: tuple[PricedItem, ...]
    subtotal: int
    discount: int
    delivery: int | None
    taxes: tuple[TaxPart, ...]

    @property
    def goods(self) -> int:
        """What the items cost with the discount deducted, before delivery."""
        return self.subtotal - self.discount

    @property
    def total(self) -> int:
        return self.goods + (self.delivery or 0)

    @property
    def tax(self) -> int:
        return sum(part.tax for part in self.taxes)


def price(
    items: Sequence[Item], *, percent: int, delivery: int | None, rates: Mapping[str, int]
) -> Totals:
    """Price ``items`` with ``percent`` off and ``delivery`` minor units of postage.

    ``rates`` has the basis points of each tax class. The discount is rounded once, half up, and
    spread over the items; postage is taxed like the goods it brings, in proportion. Raises
    ValueError for a percentage outside 0 to 100, KeyError for a tax class without a rate.
    """
    if not 0 <= percent <= 100:  # noqa: PLR2004 - a percentage
        message = f"{percent} is not a percentage"
        raise ValueError(message)
    gross = [item.unit_price * item.quantity for item in items]
    subtotal = sum(gross)
    discount = (subtotal * percent + 50) // 100
    parts = spread(discount, gross) if items else []
    priced = tuple(
        PricedItem(item=item, gross=amount, discount=part)
        for item, amount, part in zip(items, gross, parts, strict=True)
    )
    return Totals(
        items=priced,
        subtotal=subtotal,
        discount=discount,
        delivery=delivery,
        taxes=_taxes(priced, delivery or 0, rates),
    )


def _taxes(
    priced: Sequence[PricedItem], delivery: int, rates: Mapping[str, int]
) -> tuple[TaxPart, ...]:
    amounts: dict[int, int] = {}
    for line in priced:
        rate = rates[line.item.tax_class]
        amounts[rate] = amounts.get(rate, 0) + line.total
    if not amounts:
        return ()
    postage = spread(delivery, list(amounts.values()))
    return tuple(
        TaxPart(rate=rate, amount=amount + share, tax=_contained(amount + share, rate))
        for (rate, amount), share in sorted(zip(amounts.items(), postage, strict=True))
    )


def _contained(amount: int, rate: int) -> int:
    """Return the tax within ``amount``, rounded half up to a minor unit."""
    return (2 * amount * rate + WHOLE + rate) // (2 * (WHOLE + rate))
