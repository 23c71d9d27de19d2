"""What an order holds stays on sale for its own cart: who pays again wants the very same units."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from cart.holding import holds_for_line
from checkout.models import OrderLine, OrderState

holds_for_line(
    Coalesce(
        Subquery(
            OrderLine.objects.filter(
                order__cart=OuterRef("cart"),
                order__state=OrderState.AWAITING_PAYMENT,
                variant=OuterRef("variant"),
            ).values("quantity")[:1]
        ),
        0,
    )
)
