from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.models import Payment
from recovery.models.seen import SeenTo
from shop.core import clock
from shop.core.telling import ToTell


class Alert(SeenTo, ToTell):
    """A failed payment that staff should know of at once (R8).

    It says which payment; what, how much and how to reach the person, the order says to whoever
    may see it.
    """

    payment = models.OneToOneField(
        Payment, models.CASCADE, related_name="alert", verbose_name=_("payment")
    )
    created_at = models.DateTimeField(_("raised"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("failed payment")
        verbose_name_plural = _("failed payments")
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("see_to_alert", _("Can mark a failed payment as seen to"))]
        indexes: ClassVar = [
            # Serves the sender of alerts.
            models.Index(
                name="alert_to_tell", fields=["tell_at"], condition=Q(tell_at__isnull=False)
            ),
            # Serves the count on the admin's front page.
            models.Index(name="alert_unseen", fields=["id"], condition=Q(seen_at__isnull=True)),
            # Serves the report on what staff have seen to in a period.
            models.Index(name="alert_by_day", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return str(self.payment)
