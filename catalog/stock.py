"""The verbs of stock. Each is a conditional update: nothing is read first and changed later.

Rows are changed in the order of their keys, so that two orders of the same things in another
order wait for each other instead of dead-locking (pitfalls M2, M3).
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q

from catalog.models import Stock


class OutOfStock(Exception):
    """There are fewer than asked for. Nothing was reserved."""

    def __init__(self, variant_id: int) -> None:
        super().__init__(f"variant {variant_id} has too few units left")
        self.variant_id = variant_id


class StockMoved(Exception):
    """Stock changed between the look and the count. ``on_hand`` is what there is now."""

    def __init__(self, on_hand: int) -> None:
        super().__init__(f"there are {on_hand} by now")
        self.on_hand = on_hand


class BelowReserved(Exception):
    """Started orders have reserved more than was counted: ``reserved`` units."""

    def __init__(self, reserved: int) -> None:
        super().__init__(f"{reserved} units are reserved")
        self.reserved = reserved


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


def exchange(*, held: Mapping[int, int], wanted: Mapping[int, int]) -> None:
    """Hold ``wanted`` in place of ``held``, all or nothing, each row changed once and in key order.

    Raises OutOfStock, naming the first that is short of what is wanted more.
    """
    with transaction.atomic():
        for variant_id in sorted({*held, *wanted}):
            more = wanted.get(variant_id, 0) - held.get(variant_id, 0)
            if more > 0:
                reserve({variant_id: more})
            elif more < 0:
                release({variant_id: -more})


def take(quantities: Mapping[int, int]) -> None:
    """Take reserved ``{variant id: units}`` out of the shop: they are sold."""
    with transaction.atomic():
        for variant_id, units in _in_key_order(quantities):
            stock = Stock.objects.filter(pk=variant_id)
            stock.filter(is_tracked=True).update(
                on_hand=F("on_hand") - units, reserved=F("reserved") - units
            )
            stock.filter(is_tracked=False).update(reserved=F("reserved") - units)


def count(
    *, variant_id: int, on_hand: int, is_tracked: bool | None = None, shown: int | None = None
) -> None:
    """Write down that ``on_hand`` units were counted, unless stock moved since it showed ``shown``.

    ``is_tracked`` says whether units are counted from now on; None leaves that as it is. Without
    ``shown`` the count holds whatever was there. ``reserved`` is never written, and a sale of the
    same moment is not undone (pitfall M24). A variant without a row gets one. Raises StockMoved,
    BelowReserved.
    """
    found = {"on_hand": on_hand} | ({} if is_tracked is None else {"is_tracked": is_tracked})
    row, is_new = Stock.objects.get_or_create(variant_id=variant_id, defaults=found)
    if is_new:
        return
    unmoved = Q() if shown is None else Q(on_hand=shown)
    is_counted = row.is_tracked if is_tracked is None else is_tracked
    enough = Q(reserved__lte=on_hand) if is_counted else Q()
    if Stock.objects.filter(unmoved, enough, pk=variant_id).update(**found):
        return
    row.refresh_from_db()
    if shown is not None and row.on_hand != shown:
        raise StockMoved(row.on_hand)
    raise BelowReserved(row.reserved)


def _in_key_order(quantities: Mapping[int, int]) -> list[tuple[int, int]]:
    if any(units <= 0 for units in quantities.values()):
        message = "units must be positive"
        raise ValueError(message)
    return sorted(quantities.items())
