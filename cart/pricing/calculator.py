"""The steps of the calculation, in their order."""

from collections.abc import Sequence

from cart.pricing.facts import Item, TaxRules
from cart.pricing.taxes import taxes_of
from cart.pricing.totals import PricedItem, Totals
from shop.core.money import spread


def price(items: Sequence[Item], *, percent: int, delivery: int | None, taxes: TaxRules) -> Totals:
    """Price ``items`` with ``percent`` off and ``delivery`` minor units of postage.

    The discount is rounded once, half up, and spread over the items. Raises ValueError for a
    percentage outside 0 to 100, KeyError for a tax class without a rate.
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
    tax_parts, relief = taxes_of(priced, delivery=delivery or 0, rules=taxes)
    return Totals(
        items=priced,
        subtotal=subtotal,
        discount=discount,
        delivery=delivery,
        taxes=tax_parts,
        relief=relief,
        exemption=taxes.exemption,
    )
