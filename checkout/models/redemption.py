from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cart.models import Promotion
from checkout.models.order import Order
from shop.core import clock


class Redemption(models.Model):
    """A use of a promotion, by an order to which it gave something (S4.2).

    It is written when the order is frozen, and erased when the order comes to nothing. Who used a
    promotion how often is found by way of their orders, which are few; hence no index on the
    promotion, whose uses may be many.
    """

    order = models.ForeignKey(
        Order, models.CASCADE, related_name="redemptions", verbose_name=_("order")
    )
    promotion = models.ForeignKey(
        Promotion,
        models.CASCADE,
        related_name="redemptions",
        db_index=False,
        verbose_name=_("promotion"),
    )
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("use of a promotion")
        verbose_name_plural = _("uses of promotions")
        default_permissions: ClassVar = []
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="redemption_once_an_order", fields=["order", "promotion"])
        ]

    def __str__(self) -> str:
        return f"{self.promotion} · {self.order}"
