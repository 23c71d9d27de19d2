from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.messaging.models import Person


class Erasure(models.Model):
    """Proof that somebody was erased, and how much of what: numbers, and nothing about them (P5)."""

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="erasures", verbose_name=_("person")
    )
    at = models.DateTimeField(_("erased"), default=clock.now, editable=False)
    by = models.CharField(_("by"), max_length=40, help_text=_("self, staff or command"))
    # {key of a processing: rows}
    erased = models.JSONField(_("what was erased"), default=dict)
    kept = models.JSONField(_("what must be kept"), default=dict)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering: ClassVar = ["-pk"]
        default_permissions: ClassVar = ["view"]
        permissions: ClassVar = [
            ("erase_person", _("Can erase a person")),
            ("export_person", _("Can export what is kept about a person")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
