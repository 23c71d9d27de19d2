"""What people say themselves about what they left: for the reports, and for a human to read (R11)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recovery.models.episode import Episode
from recovery.models.seen import SeenTo
from shop.core import clock
from shop.core.telling import ToTell

LONGEST = 1000  # characters


class Reply(SeenTo, ToTell):
    """Words that somebody added to their answer, for customer care: personal data, erased as such.

    What they chose stands on the episode, which names nobody.
    """

    episode = models.OneToOneField(
        Episode, models.CASCADE, related_name="reply", verbose_name=_("abandoned order")
    )
    words = models.TextField(_("words"), max_length=LONGEST)
    language = models.CharField(_("language"), max_length=10)
    written_at = models.DateTimeField(_("written"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("see_to_reply", _("Can mark a reply as seen to"))]
        indexes: ClassVar = [
            # Serves whoever tells staff.
            models.Index(
                name="reply_to_tell", fields=["tell_at"], condition=Q(tell_at__isnull=False)
            ),
            # Serves the count on the admin's front page.
            models.Index(name="reply_unseen", fields=["id"], condition=Q(seen_at__isnull=True)),
            # Serves the search for words whose time is over.
            models.Index(name="reply_written", fields=["written_at"]),
        ]

    def __str__(self) -> str:
        return str(self.episode)  # never the words: this stands in titles and logs
