from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenTo(models.Model):
    """Something that waits until somebody of the staff has seen to it."""

    seen_at = models.DateTimeField(_("seen to"), null=True, blank=True, editable=False)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen to by"),
    )

    class Meta:
        abstract = True
