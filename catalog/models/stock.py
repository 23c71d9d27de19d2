from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.variant import Variant


class Stock(models.Model):
    """How many there are of a variant. A row of its own: it changes with each order, alone.

    Changed only by the conditional updates of ``catalog.stock`` (pitfalls M2, M3).
    """

    variant = models.OneToOneField(
        Variant, models.CASCADE, primary_key=True, related_name="stock", verbose_name=_("variant")
    )
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0, editable=False)
    is_tracked = models.BooleanField(
        _("counted"), default=True, help_text=_("Untick for what cannot run out.")
    )

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stock_on_hand_not_negative",
                condition=Q(on_hand__gte=0),
                violation_error_message=_("There cannot be fewer than none."),
            ),
            models.CheckConstraint(
                name="stock_reserved_not_negative", condition=Q(reserved__gte=0)
            ),
            models.CheckConstraint(
                name="stock_reserved_within_on_hand",
                condition=Q(is_tracked=False) | Q(reserved__lte=F("on_hand")),
                violation_error_message=_("Started orders have reserved more than this."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.available} / {self.on_hand}"

    @property
    def available(self) -> int:
        """Units that can be sold now. Meaningless where stock is not counted."""
        return self.on_hand - self.reserved
