from typing import ClassVar

from django.db import models

from cart.models import Cart
from shop.core import clock


class CartLink(models.Model):
    """A link back to a cart that somebody had sent to an address: no visit was left, nobody is behind it.

    It grants the cart and nothing else (R5), and says nothing of whoever typed the address or got
    the mail: whose mailbox that is, nobody has proved. Only the secret's hash is here.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions: ClassVar = []
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="cart_link_digest_unique", fields=["digest"]),
        ]
        indexes: ClassVar = [
            # Serves the search for links that are to be deleted.
            models.Index(name="cart_link_expired", fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return f"link of {self.cart_id}"
