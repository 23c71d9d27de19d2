from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from checkout.models.order import Order
from shop.core.fields import AmountField


class OrderLine(models.Model):
    """What was ordered, as it was called and priced then."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    variant = models.ForeignKey(
        Variant,
        models.SET_NULL,
        null=True,
        related_name="order_lines",
        verbose_name=_("variant"),
    )
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("name"), max_length=300)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    unit_price = AmountField(_("price each"))
    discount = AmountField(_("discount"), default=0)
    tax_rate = models.PositiveIntegerField(_("tax rate"), help_text=_("2000 is 20 %."))
    # That of an exempt sale's price, which had it in: to tell the price without VAT.
    relieved_rate = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="order_line_quantity", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="order_line_discount_within_price",
                condition=Q(discount__lte=F("unit_price") * F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def gross(self) -> int:
        return int(self.unit_price * self.quantity)
