from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """When a regular job last came to its end: one row a job (pitfall R16)."""

    job = models.CharField(_("job"), max_length=40, primary_key=True)
    beat_at = models.DateTimeField(_("last run"))
    counts = models.JSONField(_("did"), default=dict)

    class Meta:
        default_permissions: ClassVar = []

    def __str__(self) -> str:
        return self.job
