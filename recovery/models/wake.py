from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.models import Payment
from shop.core import clock


class WakeKind(models.TextChoices):
    PAYMENT_FAILED = "payment_failed", _("payment failed")
    PAID = "paid", _("paid")


class Wake(models.Model):
    """Something happened that the sweep must look at now: written in the transaction of the fact.

    It is all that recovery writes while a shopper waits (pitfall R17).
    """

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="wakes", db_index=False)
    kind = models.CharField(max_length=20, choices=WakeKind.choices)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    handled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions: ClassVar = []
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="wake_once", fields=["payment", "kind"]),
            models.CheckConstraint(name="wake_kind_known", condition=Q(kind__in=WakeKind.values)),
        ]
        indexes: ClassVar = [
            # Serves the sweep: what nobody has looked at yet.
            models.Index(name="wake_waiting", fields=["id"], condition=Q(handled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.payment_id}"
