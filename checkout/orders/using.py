"""How often promotions were used, and by whom, told to the carts that may get them."""

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cart.models import Cart
from cart.promotions.uses import Uses, counts_uses
from checkout.models import Order, Redemption
from checkout.orders.redeeming import ORDERED, orders_of


@counts_uses
def uses(cart: Cart) -> Uses:
    """Count for the person of the order that was begun with ``cart``, and for its account.

    What a promotion does not ask is not looked up.
    """
    own = Redemption.objects.filter(order__cart=cart.pk, promotion=OuterRef("pk"))
    person = Subquery(Order.objects.filter(cart=cart.pk).values("person")[:1])
    others = orders_of(person, cart.user_id).exclude(cart=cart.pk)
    by_person = Redemption.objects.filter(promotion=OuterRef("pk"), order__in=others).order_by()
    counted = by_person.values("promotion").annotate(n=Count("pk")).values("n")
    return Uses(
        own=Case(When(Exists(own), then=1), default=0, output_field=IntegerField()),
        by_person=Case(
            When(most_uses_a_person__isnull=False, then=Coalesce(Subquery(counted), 0)),
            default=0,
            output_field=IntegerField(),
        ),
        has_ordered=Case(
            When(is_for_first_order=True, then=Exists(others.filter(ORDERED))),
            default=Value(value=False),
            output_field=BooleanField(),
        ),
    )
