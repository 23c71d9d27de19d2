"""The ledger: every decision about a person, with one code and one line of explanation (R10)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recovery.models.episode import Episode
from shop.core import clock
from shop.core.messaging.models import Person
from shop.core.messaging.reasons import Reason


class Verdict(models.TextChoices):
    """What was decided."""

    NOTICED = "noticed", _("noticed")
    NOT_NOTICED = "not_noticed", _("passed over")
    PLANNED = "planned", _("planned")
    NOT_PLANNED = "not_planned", _("not planned")
    PUT_OFF = "put_off", _("put off")
    SENT = "sent", _("sent")
    NOT_SENT = "not_sent", _("not sent")
    UNCLEAR = "unclear", _("unclear")
    RETURNED = "returned", _("came back")
    RECOVERED = "recovered", _("recovered")
    ABANDONED = "abandoned", _("officially abandoned")
    DROPPED = "dropped", _("dropped")


class Code(models.TextChoices):
    """Why. The one list: the outbox's reasons are all in it, with the same words."""

    # An episode begins, or does not.
    LEFT = "left", _("Something was left in the cart, and nobody went on with it.")
    PAYMENT_FAILED = "payment_failed", _("A payment failed.")
    LATER_VISIT = "later_visit", _("A later visit of the same person counts instead.")
    LOOKED_AT = "looked_at", _("A product was looked at again and again, and not put into a cart.")
    OTHER_OPEN = "other_open", _("Another visit of the same person counts instead.")
    STRANGER = "stranger", _("Nobody knows whose cart it is, so nobody can be written to.")
    STAFF = "staff", _("It is a cart of the shop's own staff.")
    AGENT = "agent", _("It is the cart of a program, such as that of a search engine.")
    NOT_IDLE = "not_idle", _("The last activity is too recent: the shopper may still be there.")
    NOT_SWEPT = "not_swept", _("The next sweep will look at it.")
    # A message is planned, or is not.
    PLANNED = "planned", _("It fits a scenario, and nothing speaks against it.")
    FACT_TOLD = "fact_told", _("The person is told of the fact; that needs no consent.")
    NO_SCENARIO = "no_scenario", _("No active scenario is meant for what was left there.")
    BEFORE_ACTIVATION = (
        "before_activation",
        _("It was left before the scenario was switched on."),
    )
    # A message goes.
    SENT = "sent", _("The mail server has taken it.")
    # An episode ends.
    BY_LINK = "by_link", _("The person came back by the link.")
    SILENCE = "silence", _("Nobody came back after the last reminder and the time set for it.")
    # The gate's, the sender's.
    EXPIRED = Reason.EXPIRED.value, Reason.EXPIRED.label
    SUPPRESSED = Reason.SUPPRESSED.value, Reason.SUPPRESSED.label
    NO_CONSENT = Reason.NO_CONSENT.value, Reason.NO_CONSENT.label
    ERASED = Reason.ERASED.value, Reason.ERASED.label
    NOTHING_TO_SAY = Reason.NOTHING_TO_SAY.value, Reason.NOTHING_TO_SAY.label
    ENOUGH = Reason.ENOUGH.value, Reason.ENOUGH.label
    BOUGHT = Reason.BOUGHT.value, Reason.BOUGHT.label
    CAME_BACK = Reason.CAME_BACK.value, Reason.CAME_BACK.label
    EMPTIED = Reason.EMPTIED.value, Reason.EMPTIED.label
    SENSITIVE = Reason.SENSITIVE.value, Reason.SENSITIVE.label
    UNBUYABLE = Reason.UNBUYABLE.value, Reason.UNBUYABLE.label
    REFUND_DUE = Reason.REFUND_DUE.value, Reason.REFUND_DUE.label
    SWITCHED_OFF = Reason.SWITCHED_OFF.value, Reason.SWITCHED_OFF.label
    SUPERSEDED = Reason.SUPERSEDED.value, Reason.SUPERSEDED.label
    QUIET_HOURS = Reason.QUIET_HOURS.value, Reason.QUIET_HOURS.label
    TOO_SOON = Reason.TOO_SOON.value, Reason.TOO_SOON.label
    PAYING = Reason.PAYING.value, Reason.PAYING.label
    PAUSED = Reason.PAUSED.value, Reason.PAUSED.label
    GATE_ERROR = Reason.GATE_ERROR.value, Reason.GATE_ERROR.label
    UNREADY = Reason.UNREADY.value, Reason.UNREADY.label
    UNREACHABLE = Reason.UNREACHABLE.value, Reason.UNREACHABLE.label
    REFUSED = Reason.REFUSED.value, Reason.REFUSED.label
    GAVE_UP = Reason.GAVE_UP.value, Reason.GAVE_UP.label
    UNCLEAR = Reason.UNCLEAR.value, Reason.UNCLEAR.label
    INTERRUPTED = Reason.INTERRUPTED.value, Reason.INTERRUPTED.label
    RELEASED = Reason.RELEASED.value, Reason.RELEASED.label
    RESENT = Reason.RESENT.value, Reason.RESENT.label


class Decision(models.Model):
    """A line of the ledger that recovery wrote itself; what became of messages, these say.

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
