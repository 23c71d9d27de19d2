from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.models import Stock
from checkout.models import Order, OrderLine, OrderState
from shop.core.integrity import Found, checks_integrity

_HELD = OrderLine.objects.filter(order__state=OrderState.AWAITING_PAYMENT)


@checks_integrity("stock.reserved-by-orders")
def reserved_by_orders() -> Iterator[Found]:
    """What is reserved of a variant is what orders that await their payment hold of it (M17)."""
    own = _HELD.filter(variant=OuterRef("pk")).order_by().values("variant")
    held = Coalesce(Subquery(own.annotate(units=Sum("quantity")).values("units")), 0)
    asked = Q(pk__in=_HELD.filter(variant__isnull=False).values("variant")) | ~Q(reserved=0)
    rows = Stock.objects.filter(asked).annotate(held=held).exclude(reserved=F("held"))
    for sku, reserved, units in rows.order_by("pk").values_list("variant__sku", "reserved", "held"):
        yield f"variant {sku}", f"{reserved} reserved, orders hold {units}"


@checks_integrity("stock.held-until")
def held_until() -> Iterator[Found]:
    """An order holds stock until a time, and only while it awaits its payment: never for ever."""
    awaits = Q(state=OrderState.AWAITING_PAYMENT)
    has_time = Q(reserved_until__isnull=False)
    rows = Order.objects.filter(awaits & ~has_time | ~awaits & has_time).order_by("pk")
    for reference, state in rows.values_list("reference", "state"):
        says = "without an end" if state == OrderState.AWAITING_PAYMENT else "although it is"
        yield f"order {reference}", f"holds stock {says} ({state})"
