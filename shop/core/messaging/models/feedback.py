from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.messaging.models.message import Message
from shop.core.messaging.models.permission import SuppressionReason
from shop.core.messaging.models.person import Person


class Feedback(models.Model):
    """What a mail provider told of a mail: it bounced, or its reader complained or unsubscribed.

    Rows are only added. No address is kept, nor anything else that the provider wrote.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="feedback", verbose_name=_("person")
    )
    message = models.ForeignKey(
        Message,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("message"),
        help_text=_("Of a complaint that names no message: the last reminder they were sent."),
    )
    reason = models.CharField(_("what"), max_length=20, choices=SuppressionReason.choices)
    source = models.CharField(_("source"), max_length=40)
    digest = models.CharField(max_length=64, editable=False)  # the same said twice is one
    told_at = models.DateTimeField(_("told"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("news of a provider")
        verbose_name_plural = _("news of providers")
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ["view"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="feedback_told_once", fields=["digest"]),
            models.CheckConstraint(
                name="feedback_reason_known", condition=Q(reason__in=SuppressionReason.values)
            ),
        ]
        indexes: ClassVar = [
            # Serves the count of complaints about the reminders of the last weeks.
            models.Index(
                name="feedback_complaints",
                fields=["message"],
                condition=Q(reason=SuppressionReason.COMPLAINED),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
