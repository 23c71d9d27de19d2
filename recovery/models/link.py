from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recovery.models.episode import Episode
from shop.core import clock


class LinkPurpose(models.TextChoices):
    """What a link does. None does what another is for, so that each can be given away alone."""

    RESUME = "resume", _("back to the cart")
    TEXT = (
        "text",
        _("back to the cart from an SMS, which has no other link: also no more reminders"),
    )
    OWN = "own", _("back to the cart, personal data shown")
    STOP = "stop", _("no more reminders")
    WHY = "why", _("why this was written")


class Link(models.Model):
    """A secret in a mail, or read out by staff. Only its hash is here (pitfalls R9, R10)."""

    episode = models.ForeignKey(
        Episode, models.CASCADE, related_name="links", verbose_name=_("abandoned order")
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=LinkPurpose.choices)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    expires_at = models.DateTimeField(
        _("opens until"), null=True, blank=True, help_text=_("Empty: for good.")
    )
    used_at = models.DateTimeField(_("first used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering: ClassVar = ["pk"]
        default_permissions: ClassVar = ["view"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="link_digest_unique", fields=["digest"]),
            models.CheckConstraint(
                name="link_purpose_known", condition=Q(purpose__in=LinkPurpose.values)
            ),
        ]
        indexes: ClassVar = [
            # Each serves the search for links that are to be deleted.
            models.Index(
                name="link_expired", fields=["expires_at"], condition=Q(expires_at__isnull=False)
            ),
            models.Index(
                name="link_why", fields=["created_at"], condition=Q(purpose=LinkPurpose.WHY)
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
