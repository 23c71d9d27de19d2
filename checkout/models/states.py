"""Where an order stands, and what may follow what: the one table (S9.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cart.pricing import Exemption


class Step(models.IntegerChoices):
    """The pages between cart and confirmation, in their order."""

    EMAIL = 1, _("e-mail")
    ADDRESS = 2, _("address")
    DELIVERY = 3, _("delivery")
    PAYMENT = 4, _("payment")

    @property
    def url_name(self) -> str:
        return f"checkout-{self.name.lower()}"


class OrderState(models.TextChoices):
    INITIATED = "initiated", _("started")
    AWAITING_PAYMENT = "awaiting_payment", _("awaiting payment")
    PAID = "paid", pgettext_lazy("order", "paid")
    PREPARING = "preparing", _("in preparation")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")
    REFUNDED = "refunded", _("refunded")
    ABANDONED = "abandoned", _("officially abandoned")


TRANSITIONS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.INITIATED: frozenset({OrderState.AWAITING_PAYMENT, OrderState.ABANDONED}),
    # Back to INITIATED when no payment came while stock was held: the shopper may still return.
    # Cancelled when it was waiting for a transfer: its cart is closed, there is no way back.
    OrderState.AWAITING_PAYMENT: frozenset(
        {OrderState.PAID, OrderState.INITIATED, OrderState.CANCELLED}
    ),
    OrderState.PAID: frozenset({OrderState.PREPARING, OrderState.CANCELLED, OrderState.REFUNDED}),
    OrderState.PREPARING: frozenset({OrderState.SHIPPED, OrderState.REFUNDED}),
    OrderState.SHIPPED: frozenset({OrderState.DELIVERED, OrderState.REFUNDED}),
    OrderState.DELIVERED: frozenset({OrderState.REFUNDED}),
    OrderState.CANCELLED: frozenset({OrderState.REFUNDED}),
    OrderState.REFUNDED: frozenset(),
    OrderState.ABANDONED: frozenset({OrderState.INITIATED}),  # somebody came back after all
}

EXEMPTIONS = [
    (Exemption.EXPORT.value, _("export")),
    (Exemption.REVERSE_CHARGE.value, _("reverse charge")),
]

# Nothing is ordered yet: no promise was made to anyone.
UNPLACED = (OrderState.INITIATED, OrderState.AWAITING_PAYMENT, OrderState.ABANDONED)
