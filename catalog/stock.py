"""The verbs of stock. Each is a conditional update: nothing is read first and changed later.

Rows are locked in the order of their keys, so that two orders of the same things in another order
wait for each other instead of dead-locking (pitfalls M2, M3). However many there are, one
statement locks them and one changes them.
"""

from collections.abc import Iterable, Mapping
from typing import NoReturn

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from catalog.facets.keeping import reckon_stock
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
        rows, units = _locked(quantities)
        is_enough = Q(is_tracked=False) | Q(on_hand__gte=F("reserved") + units)
        if rows.filter(is_enough).update(reserved=F("reserved") + units) < len(quantities):
            _raise_first_short(quantities)
        reckon_stock(quantities)


def release(quantities: Mapping[int, int]) -> None:
    """Give ``{variant id: units}`` back to be sold."""
    with transaction.atomic():
        rows, units = _locked(quantities)
        rows.update(reserved=F("reserved") - units)
        reckon_stock(quantities)


def exchange(*, held: Mapping[int, int], wanted: Mapping[int, int]) -> None:
    """Hold ``wanted`` in place of ``held``, all or nothing.

    Raises OutOfStock, naming the first that is short of what is wanted more.
    """
    change = {pk: wanted.get(pk, 0) - held.get(pk, 0) for pk in {*held, *wanted}}
    more = {pk: units for pk, units in change.items() if units > 0}
    less = {pk: -units for pk, units in change.items() if units < 0}
    with transaction.atomic():
        if more and less:
            _lock(change)
        if more:
            reserve(more)
        if less:
            release(less)


def take(quantities: Mapping[int, int]) -> None:
    """Take reserved ``{variant id: units}`` out of the shop: they are sold."""
    with transaction.atomic():
        rows, units = _locked(quantities)
        left = Case(When(is_tracked=True, then=F("on_hand") - units), default=F("on_hand"))
        rows.update(on_hand=left, reserved=F("reserved") - units)


def put_back(quantities: Mapping[int, int]) -> None:
    """Put sold ``{variant id: units}`` on the shelf again: they were never sent."""
    with transaction.atomic():
        rows, units = _locked(quantities)
        rows.filter(is_tracked=True).update(on_hand=F("on_hand") + units)
        reckon_stock(quantities)


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
    with transaction.atomic():
        if Stock.objects.filter(unmoved, enough, pk=variant_id).update(**found):
            reckon_stock([variant_id])
            return
    row.refresh_from_db()
    if shown is not None and row.on_hand != shown:
        raise StockMoved(row.on_hand)
    raise BelowReserved(row.reserved)


def _locked(quantities: Mapping[int, int]) -> tuple[QuerySet[Stock], Case]:
    """Return the rows of ``quantities``, locked, and the units of each as an expression."""
    if any(units <= 0 for units in quantities.values()):
        message = "units must be positive"
        raise ValueError(message)
    _lock(quantities)
    whens = [When(pk=pk, then=Value(units)) for pk, units in quantities.items()]
    return Stock.objects.filter(pk__in=list(quantities)), Case(*whens, default=Value(0))


def _lock(variant_ids: Iterable[int]) -> None:
    rows = Stock.objects.select_for_update().filter(pk__in=list(variant_ids)).order_by("pk")
    list(rows.values_list("pk"))


def _raise_first_short(quantities: Mapping[int, int]) -> NoReturn:
    """Name the first variant of which there are too few, or no row at all."""
    rows = Stock.objects.in_bulk(list(quantities))
    for pk, units in sorted(quantities.items()):
        row = rows.get(pk)
        if row is None or (row.is_tracked and row.available < units):
            raise OutOfStock(pk)
    raise OutOfStock(min(quantities))  # it came back in this very moment: ask again
