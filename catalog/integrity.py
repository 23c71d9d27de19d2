"""What must hold of stock, whatever reserved it. The database's own constraints say the same: here
it is told in words, should a table have been filled past them.
"""

from collections.abc import Iterator

from django.db.models import F, Q

from catalog.models import Stock
from shop.core.integrity import Found, checks_integrity


@checks_integrity("stock.not-negative")
def not_negative() -> Iterator[Found]:
    """There are no fewer than none on hand, and none reserved that are not there."""
    too_many = Q(is_tracked=True, reserved__gt=F("on_hand"))
    rows = Stock.objects.filter(Q(on_hand__lt=0) | Q(reserved__lt=0) | too_many).order_by("pk")
    for sku, on_hand, reserved in rows.values_list("variant__sku", "on_hand", "reserved"):
        yield f"variant {sku}", f"{on_hand} on hand, {reserved} reserved"
