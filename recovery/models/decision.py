"""The ledger: every decision about a person, with one code and one line of explanation (R10)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recovery.models.codes import Code, Verdict
from recovery.models.episode import Episode
from shop.core import clock
from shop.core.messaging.models import Person


class Decision(models.Model):
    """A line of the ledger of its own. An episode says itself why it was noticed, a reminder why it
    was planned, and a message what became of it.

    Rows are only added. ``facts`` has numbers and codes, never an address or a name.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="decisions", verbose_name=_("person")
    )
    episode = models.ForeignKey(
        Episode, models.CASCADE, related_name="decisions", verbose_name=_("abandoned order")
    )
    verdict = models.CharField(_("decision"), max_length=20, choices=Verdict.choices)
    code = models.CharField(_("reason"), max_length=20, choices=Code.choices)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["pk"]
        default_permissions: ClassVar = ["view"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="decision_verdict_known", condition=Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(name="decision_code_known", condition=Q(code__in=Code.values)),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.code}"
