from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.telling import ToTell


class Pause(ToTell):
    """A time in which nobody is reminded, because too many have complained (R12).

    It holds until somebody of the staff lifts it. Orders and service are never paused.
    """

    message_class = models.CharField(
        _("class"), max_length=20, choices=MessageClass.choices, default=MessageClass.REMINDER
    )
    paused_at = models.DateTimeField(_("since"), default=clock.now, editable=False)
    complaints = models.PositiveIntegerField(_("people who complained"))
    sent = models.PositiveIntegerField(_("reminders sent"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    class Meta:
        verbose_name = _("pause of reminders")
        verbose_name_plural = _("pauses of reminders")
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ["view"]
        permissions: ClassVar = [("lift_pause", _("Can let reminders go out again"))]
        constraints: ClassVar = [
            # One at a time. Also serves the gate's question whether there is one.
            models.UniqueConstraint(
                name="pause_one_at_a_time",
                fields=["message_class"],
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="pause_of_reminders_only", condition=Q(message_class=MessageClass.REMINDER)
            ),
            models.CheckConstraint(
                name="pause_lifted_at_a_time",
                condition=Q(lifted_by__isnull=True) | Q(lifted_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # Serves whoever tells staff.
            models.Index(
                name="pause_to_tell", fields=["tell_at"], condition=Q(tell_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paused_at:%Y-%m-%d}"
