"""The steps of the calculation, in their order: lines, promotions, delivery, tax, total."""

from collections import defaultdict
from collections.abc import Sequence

from cart.pricing.deals import Deal, Visit
from cart.pricing.facts import Item, TaxRules
from cart.pricing.promotions import Delivery, plan
from cart.pricing.taxes import taxes_of
from cart.pricing.totals import Applied, PricedItem, Totals


def price(
    items: Sequence[Item],
    *,
    deals: Sequence[Deal] = (),
    visit: Visit,
    delivery: Delivery,
    taxes: TaxRules,
) -> Totals:
    """Price ``items`` with what ``deals`` take off, and their delivery.

    ``delivery`` returns what postage costs for goods of so many minor units, None where nobody
    knows. Raises KeyError for a tax class without a rate.
    """
    plan_ = plan(items, deals, visit, delivery)
    priced = _priced(items, plan_.applied)
    subtotal = sum(line.gross for line in priced)
    postage = plan_.postage.price if plan_.postage else None
    parts, relief = taxes_of(priced, delivery=(postage or 0) - plan_.delivery_off, rules=taxes)
    return Totals(
        items=priced,
        subtotal=subtotal,
        discount=subtotal - sum(plan_.left),
        delivery=postage,
        delivery_discount=plan_.delivery_off,
        taxes=parts,
        applied=tuple(plan_.applied),
        obstacles=plan_.obstacles,
        relief=relief,
        exemption=taxes.exemption,
    )


def _priced(items: Sequence[Item], applied: Sequence[Applied]) -> tuple[PricedItem, ...]:
    reductions: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for each in applied:
        for position, amount in each.parts.items():
            reductions[position].append((each.label, amount))
    return tuple(
        PricedItem(
            item=item,
            gross=item.unit_price * item.quantity,
            reductions=tuple(reductions[position]),
        )
        for position, item in enumerate(items)
    )
