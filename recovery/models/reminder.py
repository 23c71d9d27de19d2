from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from recovery.models.episode import Episode
from shop.core.messaging.models import Channel, Message


class Reminder(models.Model):
    """A step of a scenario, planned for an episode: once, whatever becomes of the scenario."""

    episode = models.ForeignKey(
        Episode, models.CASCADE, related_name="reminders", verbose_name=_("abandoned order")
    )
    step_slug = models.SlugField(_("step"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    message = models.OneToOneField(
        Message, models.PROTECT, related_name="reminder", verbose_name=_("message")
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reminder_one_a_step", fields=["episode", "step_slug", "channel"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.episode} · {self.step_slug}"
