from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cart.models.cart import Cart
from catalog.models import Variant
from catalog.quantities import LARGEST_QUANTITY
from shop.core import clock
from shop.core.fields import AmountField


class Place(models.TextChoices):
    """Where a line lies. A removed one stays at hand for *undo* until the cart is emptied."""

    IN_CART = "in_cart", _("in the cart")
    SAVED = "saved", _("saved for later")
    REMOVED = "removed", _("removed")


class Line(models.Model):
    cart = models.ForeignKey(
        Cart, models.CASCADE, related_name="lines", db_index=False, verbose_name=_("cart")
    )
    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="cart_lines", verbose_name=_("variant")
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    place = models.CharField(
        _("place"), max_length=10, choices=Place.choices, default=Place.IN_CART
    )
    # What the shopper last saw and agreed to; the price itself is always the variant's (S3.4).
    seen_price = AmountField(_("price seen"))
    # What another cart had of it when two met, until the shopper answers (M9): the smaller number
    # where the larger one was taken over, the larger one where it is only offered.
    other_quantity = models.PositiveSmallIntegerField(null=True, editable=False)
    # Laid beside this cart when two met, and not answered yet.
    is_offered = models.BooleanField(default=False, editable=False)
    added_at = models.DateTimeField(_("added"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="line_one_a_variant", fields=["cart", "variant"]),
            models.CheckConstraint(
                name="line_quantity_in_bounds",
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_QUANTITY),
            ),
            models.CheckConstraint(
                name="line_other_quantity_in_bounds",
                condition=Q(other_quantity__isnull=True)
                | Q(other_quantity__gte=1, other_quantity__lte=LARGEST_QUANTITY),
            ),
            models.CheckConstraint(
                name="line_offered_lies_beside",
                condition=Q(is_offered=False) | Q(place=Place.SAVED),
            ),
            models.CheckConstraint(name="line_place_known", condition=Q(place__in=Place.values)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant}"
