"""What may be decided about what somebody left, and why, in words (R10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    ANSWERED = "answered", _("answered")
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
    NO_PHONE = "no_phone", _("No phone number was given.")
    # A message goes.
    SENT = "sent", _("The mail server has taken it.")
    SENT_BY_SMS = "sent_by_sms", _("The SMS service has taken it.")
    SAID_WHY = "said_why", _("The person told what got in the way.")
    # An episode ends.
    BY_LINK = "by_link", _("The person came back by the link.")
    SILENCE = "silence", _("Nobody came back after the last reminder and the time set for it.")
    # The gate's, the sender's.
    EXPIRED = Reason.EXPIRED.value, Reason.EXPIRED.label
    SUPPRESSED = Reason.SUPPRESSED.value, Reason.SUPPRESSED.label
    NO_CONSENT = Reason.NO_CONSENT.value, Reason.NO_CONSENT.label
    NO_SMS_CONSENT = Reason.NO_SMS_CONSENT.value, Reason.NO_SMS_CONSENT.label
    SMS_OFF = Reason.SMS_OFF.value, Reason.SMS_OFF.label
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
    HAS_ANSWERED = Reason.HAS_ANSWERED.value, Reason.HAS_ANSWERED.label
    QUIET_HOURS = Reason.QUIET_HOURS.value, Reason.QUIET_HOURS.label
    DAY_OF_REST = Reason.DAY_OF_REST.value, Reason.DAY_OF_REST.label
    TOO_SOON = Reason.TOO_SOON.value, Reason.TOO_SOON.label
    PAYING = Reason.PAYING.value, Reason.PAYING.label
    PAUSED = Reason.PAUSED.value, Reason.PAUSED.label
    GATE_ERROR = Reason.GATE_ERROR.value, Reason.GATE_ERROR.label
    UNREADY = Reason.UNREADY.value, Reason.UNREADY.label
    UNREACHABLE = Reason.UNREACHABLE.value, Reason.UNREACHABLE.label
    REFUSED = Reason.REFUSED.value, Reason.REFUSED.label
    SMS_REFUSED = Reason.SMS_REFUSED.value, Reason.SMS_REFUSED.label
    GAVE_UP = Reason.GAVE_UP.value, Reason.GAVE_UP.label
    UNCLEAR = Reason.UNCLEAR.value, Reason.UNCLEAR.label
    NOT_CONFIRMED = Reason.NOT_CONFIRMED.value, Reason.NOT_CONFIRMED.label
    INTERRUPTED = Reason.INTERRUPTED.value, Reason.INTERRUPTED.label
    RELEASED = Reason.RELEASED.value, Reason.RELEASED.label
    RESENT = Reason.RESENT.value, Reason.RESENT.label


# What an episode and a reminder say of themselves.
NOTICED_FOR = [
    (code.value, code.label) for code in (Code.LEFT, Code.PAYMENT_FAILED, Code.LOOKED_AT)
]
PLANNED_FOR = [(code.value, code.label) for code in (Code.PLANNED, Code.FACT_TOLD)]
