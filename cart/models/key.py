from typing import ClassVar

from django.db import models

from cart.models.cart import Cart
from shop.core import clock


class CartKey(models.Model):
    """One more browser in which a cart was opened, by a link in a mail for instance.

    It opens that cart while it is open, as the cart's own token does; what follows an ordered cart
    it never opens. Only its hash is here.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        default_permissions: ClassVar = []
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(name="cart_key_once", fields=["digest"])]

    def __str__(self) -> str:
        return f"key of {self.cart_id}"
