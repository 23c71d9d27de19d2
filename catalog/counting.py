"""Stock as people count it, against stock as orders change it at the same moment (pitfall M24)."""

from django.db.models import Q

from catalog.models import Stock


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


def recount(*, variant_id: int, on_hand: int, is_tracked: bool, shown: int | None = None) -> None:
    """Write down that ``on_hand`` units were counted, unless stock moved since it showed ``shown``.

    Without ``shown`` the count holds whatever was there. One conditional update: ``reserved`` is
    never written, and a sale of the same moment is not undone. A variant without a row gets one.
    Raises StockMoved, BelowReserved.
    """
    row, _made = Stock.objects.get_or_create(variant_id=variant_id)
    unmoved = Q() if shown is None else Q(on_hand=shown)
    enough = Q(reserved__lte=on_hand) if is_tracked else Q()
    stock = Stock.objects.filter(unmoved, enough, pk=variant_id)
    if stock.update(on_hand=on_hand, is_tracked=is_tracked):
        return
    row.refresh_from_db()
    if shown is not None and row.on_hand != shown:
        raise StockMoved(row.on_hand)
    raise BelowReserved(row.reserved)
