from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core import clock


class ParkedEvent(models.Model):
    """A bank's genuine word about a payment that is not known here, kept until it is (pitfall M13).

    Only the names are kept: when the payment turns up, the bank is asked how it stands.
    """

    gateway = models.CharField(_("way to pay"), max_length=60)
    ref = models.CharField(_("payment"), max_length=80)
    event_id = models.CharField(_("event"), max_length=80, blank=True)
    heard_at = models.DateTimeField(_("heard"), default=clock.now, editable=False)
    ask_at = models.DateTimeField(_("looked for next"), null=True, default=clock.now)
    asked = models.PositiveSmallIntegerField(_("times looked for"), default=0)

    class Meta:
        verbose_name = _("event without a payment")
        verbose_name_plural = _("events without a payment")
        ordering: ClassVar = ["-heard_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="parked_event_once", fields=["gateway", "ref"]),
        ]
        indexes: ClassVar = [
            models.Index(
                name="parked_to_ask", fields=["ask_at"], condition=Q(ask_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} · {self.ref}"
