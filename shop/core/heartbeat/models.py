from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core import clock


class Heartbeat(models.Model):
    """When a regular job last came to its end: one row a job (pitfall R16)."""

    job = models.CharField(_("short name"), max_length=40, primary_key=True)
    running_since = models.DateTimeField(
        _("running since"), default=clock.now, help_text=_("Without a long pause.")
    )
    beat_at = models.DateTimeField(_("last run"))
    counts = models.JSONField(_("did"), default=dict)

    class Meta:
        verbose_name = _("regular job")
        verbose_name_plural = _("regular jobs")
        ordering: ClassVar = ["job"]
        default_permissions: ClassVar = ["view"]

    def __str__(self) -> str:
        return self.job


class Alarm(models.Model):
    """Something is late: one row while it lasts, claimed by whoever tells staff of it.

    ``tell_at`` is when it is told next; it is moved on by a conditional update, so that of any
    number of processes one tells.
    """

    what = models.CharField(max_length=80, primary_key=True)
    began_at = models.DateTimeField()
    tell_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions: ClassVar = []

    def __str__(self) -> str:
        return self.what
