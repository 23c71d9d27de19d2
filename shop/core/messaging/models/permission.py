from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core import clock
from shop.core.messaging.models.person import Person


class Purpose(models.TextChoices):
    """What a consent is for."""

    REMINDERS = "reminders", _("reminders of an unfinished purchase")
    SMS = "sms", _("the same by SMS")
    VIEWS = "views", _("remembering the products one looked at")


class Consent(models.Model):
    """A yes or a no, as it was given. Rows are only added; the newest of a purpose counts (P1)."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="consents", db_index=False, verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    is_given = models.BooleanField(_("given"))
    text_version = models.CharField(
        _("text version"), max_length=40, help_text=_("Which words the person saw.")
    )
    language = models.CharField(_("language"), max_length=10)
    source = models.CharField(
        _("source"), max_length=40, help_text=_("The page or the person it was given to.")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consent_purpose_known", condition=models.Q(purpose__in=Purpose.values)
            ),
        ]
        indexes: ClassVar = [
            # Serves the gate's question for the newest consent of a person.
            models.Index(name="consent_newest", fields=["person", "purpose", "-recorded_at"]),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class SuppressionReason(models.TextChoices):
    """Why somebody is not written to."""

    STOPPED = "stopped", _("asked not to be written to")
    BOUNCED = "bounced", _("the address does not exist")
    COMPLAINED = "complained", _("marked a message as spam")


class Suppression(models.Model):
    """A person who is left alone: on every channel, for every cart, for good (R12)."""

    person = models.ForeignKey(
        Person,
        models.CASCADE,
        related_name="suppressions",
        db_index=False,
        verbose_name=_("person"),
    )
    reason = models.CharField(_("reason"), max_length=20, choices=SuppressionReason.choices)
    source = models.CharField(_("source"), max_length=40)
    created_at = models.DateTimeField(_("since"), default=clock.now)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints: ClassVar = [
            # Also serves the gate's question for the reasons of a person.
            models.UniqueConstraint(name="suppression_unique", fields=["person", "reason"]),
            models.CheckConstraint(
                name="suppression_reason_known",
                condition=models.Q(reason__in=SuppressionReason.values),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
