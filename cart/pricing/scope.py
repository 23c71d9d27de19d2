"""Which items a promotion is for, found without comparing every item with every promotion."""

from collections import defaultdict
from collections.abc import Sequence

from cart.pricing.deals import Targets
from cart.pricing.facts import Item

_STEP = 4  # letters of a path for each level of the tree (treebeard's ``steplen``)


class Scopes:
    """The items of a cart by product, brand and category; positions count from nought."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._everything = range(len(items))
        self._products: dict[int, list[int]] = defaultdict(list)
        self._brands: dict[int, list[int]] = defaultdict(list)
        self._paths: dict[str, list[int]] = defaultdict(list)
        for position, item in enumerate(items):
            self._products[item.product].append(position)
            if item.brand is not None:
                self._brands[item.brand].append(position)
            for end in range(_STEP, len(item.path) + 1, _STEP):
                self._paths[item.path[:end]].append(position)

    def of(self, targets: Targets) -> Sequence[int]:
        """Return the positions of the items that ``targets`` names, in their order."""
        if not targets:
            return self._everything
        found: set[int] = set()
        for index, keys in (
            (self._products, targets.products),
            (self._brands, targets.brands),
            (self._paths, targets.paths),
        ):
            for key in keys:
                found.update(index.get(key, ()))  # type: ignore[arg-type]
        return sorted(found)
