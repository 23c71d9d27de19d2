from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recovery.models.codes import PLANNED_FOR, Code
from recovery.models.episode import Episode
from shop.core import clock
from shop.core.messaging.models import Channel, Message


class Reminder(models.Model):
    """A step of a scenario, planned for an episode: once, whatever becomes of the scenario."""

    episode = models.ForeignKey(
        Episode,
        models.CASCADE,
        related_name="reminders",
        db_index=False,
        verbose_name=_("abandoned order"),
    )
    step_slug = models.SlugField(_("step"), max_length=40, db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    message = models.OneToOneField(
        Message, models.PROTECT, related_name="reminder", verbose_name=_("message")
    )
    code = models.CharField(
        _("reason"), max_length=20, choices=PLANNED_FOR, default=Code.PLANNED, editable=False
    )
    # When it was to go, by what right, and for what it was put off: as it was planned.
    facts = models.JSONField(default=dict, blank=True, editable=False)
    planned_at = models.DateTimeField(_("planned"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reminder_one_a_step", fields=["episode", "step_slug", "channel"]
            ),
            models.CheckConstraint(
                name="reminder_code_known",
                condition=Q(code__in=[code for code, _label in PLANNED_FOR]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode} · {self.step_slug}"
