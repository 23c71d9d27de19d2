"""The verbs of stock. Each is a conditional update: nothing is read first and changed later.

Rows are changed in the order of their keys, so that two orders of the same things in another
order wait for each other instead of dead-locking (pitfalls M2, M3).
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q

from catalog.models import Stock, Variant


class OutOfStock(Exception):
    """There are fewer than asked for. Nothing was reserved."""

    def __init__(self, variant_id: int) -> None:
        super().__init__(f"variant {variant_id} has too few units left")
        self.variant_id = variant_id


def reserve(quantities: Mapping[int, int]) -> None:
    """Set ``{variant id: units}`` aside, all or nothing. Raises OutOfStock, naming the first short."""
    with transaction.atomic():
        for variant_id, units in _in_key_order(quantities):
            enough = Q(is_tracked=False) | Q(on_hand__gte=F("reserved") + units)
            stock = Stock.objects.filter(enough, pk=variant_id)
            if not stock.update(reserved=F("reserved") + units):
                raise OutOfStock(variant_id)


def release(quantities: Mapping[int, int]) -> None:
    """Give ``{variant id: units}`` back to be sold."""
    with transaction.atomic():
        for variant_id, units in _in_key_order(quantities):
            Stock.objects.filter(pk=variant_id).update(reserved=F("reserved") - units)


def take(quantities: Mapping[int, int]) -> None:
    """Take reserved ``{variant id: units}`` out of the shop: they are sold."""
    with transaction.atomic():
        for variant_id, units in _in_key_order(quantities):
            stock = Stock.objects.filter(pk=variant_id)
            stock.filter(is_tracked=True).update(
                on_hand=F("on_hand") - units, reserved=F("reserved") - units
            )
            stock.filter(is_tracked=False).update(reserved=F("reserved") - units)


def count(*, variant: Variant, on_hand: int, is_tracked: bool | None = None) -> Stock:
    """Write down that ``on_hand`` units of ``variant`` were counted; make its row if needed.

    ``is_tracked`` says whether they are counted from now on; None leaves that as it is.
    """
    found = {"on_hand": on_hand} | ({} if is_tracked is None else {"is_tracked": is_tracked})
    stock, _ = Stock.objects.update_or_create(variant=variant, defaults=found)
    return stock


def _in_key_order(quantities: Mapping[int, int]) -> list[tuple[int, int]]:
    if any(units <= 0 for units in quantities.values()):
        message = "units must be positive"
        raise ValueError(message)
    return sorted(quantities.items())
