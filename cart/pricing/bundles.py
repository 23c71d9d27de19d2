"""*Buy X, get Y*: which units come with which.

As many bundles as the cart holds; the cheapest units are the ones that are given, as shoppers are
used to. No unit counts twice, be it bought or given.
"""

from collections.abc import Sequence

from cart.pricing.deals import Deal
from cart.pricing.facts import Item


def bundle(
    deal: Deal,
    items: Sequence[Item],
    left: Sequence[int],
    bought: Sequence[int],
    given: Sequence[int],
) -> tuple[dict[int, int], int]:
    """Return what comes off each item, and how many units are missing for a first bundle.

    ``left`` is what earlier promotions have left to pay for each item: a unit that is given is
    worth its share of that, no more.
    """
    stack = sorted(given, key=lambda i: (items[i].unit_price, i))
    pays = set(bought)
    units = sum(items[i].quantity for i in bought)
    there = sum(items[i].quantity for i in stack)

    def taken(bundles: int) -> dict[int, int]:
        """Return the units of each item that so many bundles give away."""
        wanted, found = bundles * deal.gets, {}
        for i in stack:
            if wanted == 0:
                break
            found[i] = min(items[i].quantity, wanted)
            wanted -= found[i]
        return found

    def short(bundles: int) -> int:
        """Return how many units are missing for so many bundles."""
        given_away = sum(n for i, n in taken(bundles).items() if i in pays)
        to_give = max(bundles * deal.gets - there, 0)
        return to_give + max(bundles * deal.buys - (units - given_away), 0)

    least, most = 0, units // deal.buys
    while least < most:  # the most bundles that nothing is missing for
        middle = (least + most + 1) // 2
        least, most = (least, middle - 1) if short(middle) else (middle, most)
    if not least:
        return {}, short(1)

    def off(i: int, units: int) -> int:
        """Return what so many units of an item become cheaper by, rounded half up."""
        parts = 100 * items[i].quantity
        return (2 * left[i] * units * deal.percent + parts) // (2 * parts)

    return {i: off(i, n) for i, n in taken(least).items()}, 0
