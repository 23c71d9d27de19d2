from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class Complement(models.Model):
    """What goes well with a product, in the order that staff gave (S1.7). One way only."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="complements", verbose_name=_("product")
    )
    complement = models.ForeignKey(
        Product, models.CASCADE, related_name="complement_of", verbose_name=_("goes well with it")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("complement")
        verbose_name_plural = _("goes well with it")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="complement_unique", fields=["product", "complement"]),
            models.CheckConstraint(
                name="complement_not_itself", condition=~Q(product=F("complement"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.complement)
