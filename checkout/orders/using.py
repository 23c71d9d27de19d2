"""How often promotions were used, and by whom, told to the carts that may get them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cart.models import Cart
from cart.promotions.uses import Past, Uses, counts_uses, tells_pasts
from checkout.models import Order, Redemption
from checkout.orders.redeeming import ORDERED, orders_of


@counts_uses
def uses(cart: Cart) -> Uses:
    """Count for the person of the order that was begun with ``cart``, and for its account.

    What a promotion does not ask is not looked up. One for a first order asks for its own uses,
    too: an order that is being paid is none yet, but holds it (as ``redeem`` has it).
    """
    own = Redemption.objects.filter(order__cart=cart.pk, promotion=OuterRef("pk"))
    begun = Order.objects.filter(cart=cart.pk)
    person, user = (Subquery(begun.values(name)[:1]) for name in ("person", "user"))
    others = orders_of(person, user, cart.user_id).exclude(cart=cart.pk)
    by_person = Redemption.objects.filter(promotion=OuterRef("pk"), order__in=others).order_by()
    counted = by_person.values("promotion").annotate(n=Count("pk")).values("n")
    return Uses(
        own=Case(When(Exists(own), then=1), default=0, output_field=IntegerField()),
        by_person=Case(
            When(
                Q(most_uses_a_person__isnull=False) | Q(is_for_first_order=True),
                then=Coalesce(Subquery(counted), 0),
            ),
            default=0,
            output_field=IntegerField(),
        ),
        has_ordered=Case(
            When(is_for_first_order=True, then=Exists(others.filter(ORDERED))),
            default=Value(value=False),
            output_field=BooleanField(),
        ),
    )


@tells_pasts
def pasts(carts: Sequence[Cart]) -> dict[int, Past]:
    """Tell the same of many carts at once, in one query."""
    persons = Order.objects.filter(cart__in=carts).values("person")
    users = Order.objects.filter(cart__in=carts, user__isnull=False).values("user")
    accounts = [cart.user_id for cart in carts if cart.user_id]
    rows: list[Any] = list(
        Order.objects.filter(Q(person__in=persons) | Q(user__in=users) | Q(user__in=accounts))
        .annotate(is_ordered=Case(When(ORDERED, then=True), default=False))
        .values_list("cart", "person", "user", "is_ordered", "redemptions__promotion", named=True)
    )
    return {cart.pk: _past(cart, rows) for cart in carts}


def _past(cart: Cart, rows: Sequence[Any]) -> Past:
    own = [row for row in rows if row.cart == cart.pk]
    persons = {row.person for row in own if row.person}
    users = {cart.user_id, *(row.user for row in own)} - {None}
    others = [
        row for row in rows if row.cart != cart.pk and (row.person in persons or row.user in users)
    ]
    return Past(
        own=frozenset(row.redemptions__promotion for row in own),
        by_person=Counter(row.redemptions__promotion for row in others),
        has_ordered=any(row.is_ordered for row in others),
    )
