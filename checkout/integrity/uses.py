from collections.abc import Iterator

from django.db.models import Count, F

from cart.models import Promotion
from checkout.models import OrderState, Redemption
from shop.core.integrity import Found, checks_integrity

_USE_NOTHING = (OrderState.INITIATED, OrderState.ABANDONED, OrderState.CANCELLED)


@checks_integrity("uses.counted")
def counted() -> Iterator[Found]:
    """A promotion has as many uses as there are orders that used it (M4)."""
    rows = Promotion.objects.order_by("pk").values("pk").annotate(orders=Count("redemptions"))
    for pk, code, uses, orders in rows.exclude(uses=F("orders")).values_list(
        "pk", "code", "uses", "orders"
    ):
        yield f"promotion {code or pk}", f"{uses} uses counted, {orders} orders used it"


@checks_integrity("uses.given-back")
def given_back() -> Iterator[Found]:
    """An order that came to nothing uses no promotion any more (M5)."""
    rows = Redemption.objects.filter(order__state__in=_USE_NOTHING).order_by("pk")
    for reference, state, pk in rows.values_list("order__reference", "order__state", "promotion"):
        yield f"order {reference}", f"is {state} and still uses promotion {pk}"
