from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core import clock


class Person(models.Model):
    """Somebody, known only by hashes of their addresses (ADR 0003).

    What must outlive an erasure hangs on it: that they asked to be left alone, and in which
    control group they are. Nothing here can be turned back into a name or an address.
    """

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    created_at = models.DateTimeField(_("first seen"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="person_not_merged_into_itself",
                condition=models.Q(merged_into__isnull=True)
                | ~models.Q(merged_into=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Identifier(models.Model):
    """One address of a person, as a keyed hash of its normalised form."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identifiers")
    digest = models.CharField(max_length=64, editable=False)
    key_version = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints: ClassVar = [
            models.UniqueConstraint(name="identifier_digest_unique", fields=["digest"]),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:8]}…"
