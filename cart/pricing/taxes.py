"""Which tax is in what is paid, at which rate."""

from collections.abc import Sequence

from cart.pricing.facts import WHOLE, TaxRules
from cart.pricing.totals import PricedItem, TaxPart
from shop.core.money import spread


def taxes_of(
    priced: Sequence[PricedItem], *, delivery: int, rules: TaxRules
) -> tuple[tuple[TaxPart, ...], int]:
    """Return the tax at each rate, and how much tax is taken off since it is not charged.

    Postage is taxed like the goods it brings, in proportion. Raises KeyError for a tax class
    without a rate.
    """
    amounts: dict[int, int] = {}
    for line in priced:
        rate = rules.rates[line.item.tax_class]
        amounts[rate] = amounts.get(rate, 0) + line.total
    if not amounts:
        return (), 0
    postage = spread(delivery, list(amounts.values()))
    parts = tuple(
        TaxPart(rate=rate, amount=amount + share, tax=contained(amount + share, rate))
        for (rate, amount), share in sorted(zip(amounts.items(), postage, strict=True))
    )
    if rules.exemption is None:
        return parts, 0
    relief = sum(part.tax for part in parts)
    untaxed = sum(part.amount for part in parts) - relief
    return (TaxPart(rate=0, amount=untaxed, tax=0),), relief


def contained(amount: int, rate: int) -> int:
    """Return the tax within ``amount``, rounded half up to a minor unit."""
    return (2 * amount * rate + WHOLE + rate) // (2 * (WHOLE + rate))
