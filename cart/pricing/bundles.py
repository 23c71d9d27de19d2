"""*Buy X, get Y*: which units come with which.

As many bundles as the cart holds; the cheapest units are the ones that are given, as shoppers are
used to. No unit counts twice, be it bought or given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    cheapest = sorted(given, key=lambda i: (items[i].unit_price, i))
    bundles = _Bundles(deal, {i: item.quantity for i, item in enumerate(items)}, bought, cheapest)
    most = bundles.most()
    if not most:
        return {}, bundles.missing(1)
    return {
        i: _share(left[i], units, items[i].quantity, deal.percent)
        for i, units in bundles.taken(most).items()
    }, 0


def _share(left: int, units: int, quantity: int, percent: int) -> int:
    """Return ``percent`` of what so many units of an item still cost, rounded half up."""
    parts = 100 * quantity
    return (2 * left * units * percent + parts) // (2 * parts)


@dataclass(frozen=True, slots=True)
class _Bundles:
    """The bundles of a cart; ``given`` are its items in the order in which they are given away."""

    deal: Deal
    quantities: dict[int, int]
    bought: Sequence[int]
    given: Sequence[int]

    def taken(self, count: int) -> dict[int, int]:
        """Return the units of each item that so many bundles give away."""
        wanted, found = count * self.deal.gets, {}
        for i in self.given:
            if wanted == 0:
                break
            found[i] = min(self.quantities[i], wanted)
            wanted -= found[i]
        return found

    def missing(self, count: int) -> int:
        """Return how many units are missing for so many bundles."""
        taken = self.taken(count)
        to_give = count * self.deal.gets - sum(taken.values())
        # A unit that is given away is not bought.
        left = sum(self.quantities[i] - taken.get(i, 0) for i in self.bought)
        return to_give + max(count * self.deal.buys - left, 0)

    def most(self) -> int:
        """Return the most bundles that nothing is missing for."""
        least, most = 0, sum(self.quantities[i] for i in self.bought) // self.deal.buys
        while least < most:
            middle = (least + most + 1) // 2
            least, most = (least, middle - 1) if self.missing(middle) else (middle, most)
        return least
