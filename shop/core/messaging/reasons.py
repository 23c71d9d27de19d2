"""Why a message waits, was not sent or was refused: one list, a line of explanation each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    # The gate says no.
    EXPIRED = "expired", _("It would have come too late to be of use.")
    SUPPRESSED = "suppressed", _("The person asked to be left alone, or cannot be reached.")
    NO_CONSENT = "no_consent", _("The person has not agreed to be reminded.")
    NO_SMS_CONSENT = "no_sms_consent", _("The person has not agreed to be reminded by SMS.")
    SMS_OFF = "sms_off", _("The shop sends no SMS: SMS_URLS is empty.")
    ERASED = "erased", _("The person's data was erased.")
    NOTHING_TO_SAY = "nothing_to_say", _("What it was about no longer exists.")
    ENOUGH = "enough", _("The person was reminded as often as the shop ever does.")
    BOUGHT = "bought", _("The person has bought in the meantime.")
    CAME_BACK = "came_back", _("The person came back in the meantime.")
    EMPTIED = "emptied", _("The cart is empty now.")
    SENSITIVE = "sensitive", _("What it is about is sensitive, so nobody is written to about it.")
    UNBUYABLE = "unbuyable", _("Nothing of it can be bought at the moment.")
    REFUND_DUE = "refund_due", _("Money of theirs came too late and is to be given back first.")
    SWITCHED_OFF = "switched_off", _("The scenario was switched off.")
    HAS_ANSWERED = (
        "has_answered",
        _("The person has told us what got in the way: enough was written."),
    )
    SUPERSEDED = "superseded", _("Another attempt to pay has followed, which tells more.")
    # The gate says later.
    QUIET_HOURS = "quiet_hours", _("It is night or evening where the person lives.")
    DAY_OF_REST = (
        "day_of_rest",
        _("No SMS goes in the evening, on a Sunday or on a public holiday."),
    )
    TOO_SOON = "too_soon", _("The person was reminded of something a short time ago.")
    PAYING = "paying", _("A payment is under way.")
    PAUSED = "paused", _("Too many have complained of reminders, so all of them wait for staff.")
    GATE_ERROR = "gate_error", _("A rule failed, so nothing was sent; it is asked again later.")
    # What became of an attempt.
    UNREADY = "unready", _("The message could not be written; it is tried again.")
    UNREACHABLE = "unreachable", _("The mail server could not be reached or asked to wait.")
    REFUSED = "refused", _("The mail server refused it for good.")
    SMS_REFUSED = "sms_refused", _("The SMS service cannot be asked to send it.")
    GAVE_UP = "gave_up", _("It was tried for days without success.")
    UNCLEAR = "unclear", _("The connection broke: it may or may not have been sent.")
    NOT_CONFIRMED = (
        "not_confirmed",
        _("The SMS service did not say that it took it: it may or may not have been sent."),
    )
    INTERRUPTED = "interrupted", _("The sender stopped half-way: it may or may not have been sent.")
    RELEASED = "released", _("The sender had to stop before its turn; nothing was sent.")
    RESENT = "resent", _("Staff asked for another attempt.")
