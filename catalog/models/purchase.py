from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.core.messaging.models import Person


class Purchase(models.Model):
    """Somebody bought a product: written by the checkout, in the transaction that places an order.

    It says which reviews are of buyers, and, since all that is bought in one order has one person
    and one moment, what is bought together. A Person is a keyed hash: nothing here names anybody.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="purchases")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="purchases"
    )
    product = models.ForeignKey(Product, models.CASCADE, related_name="purchases")
    bought_at = models.DateTimeField(_("bought"))

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        default_permissions: ClassVar = []
        constraints: ClassVar = [
            # Also serves the question whether a person has bought a product.
            models.UniqueConstraint(
                name="purchase_once_a_moment", fields=["person", "product", "bought_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} by #{self.person_id}"
