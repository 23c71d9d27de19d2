"""The four classes of messages and what each may do: the one table of the brief."""

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.core.messaging.models.permission import SuppressionReason

_UNREACHABLE = frozenset({SuppressionReason.BOUNCED})
_UNWELCOME = frozenset({SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED})
_ANY = frozenset(SuppressionReason)


class MessageClass(models.TextChoices):
    ORDER = "order", _("order")
    SERVICE = "service", _("service")
    ASKED_FOR = "asked_for", _("asked for")
    REMINDER = "reminder", _("reminder")


class Stream(Enum):
    """By which way mails leave: what people think of the ones must not cost the others their way."""

    SHOP = "shop"
    REMINDERS = "reminders"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What holds for a class of messages."""

    needs_consent: bool
    suppressed_by: frozenset[SuppressionReason]
    keeps_quiet_hours: bool
    is_capped: bool  # at most one a person and gap
    at_least_once: bool  # else at most once
    priority: int  # lower goes first when many are due
    stream: Stream = Stream.SHOP


POLICIES: dict[str, Policy] = {
    MessageClass.ORDER: Policy(
        needs_consent=False,
        suppressed_by=frozenset(),
        keeps_quiet_hours=False,
        is_capped=False,
        at_least_once=True,
        priority=0,
    ),
    MessageClass.SERVICE: Policy(
        needs_consent=False,
        suppressed_by=_UNREACHABLE,
        keeps_quiet_hours=False,
        is_capped=False,
        at_least_once=False,
        priority=0,
    ),
    MessageClass.ASKED_FOR: Policy(
        needs_consent=False,  # the request is the consent
        suppressed_by=_UNWELCOME,
        keeps_quiet_hours=True,
        is_capped=False,
        at_least_once=False,
        priority=1,
    ),
    MessageClass.REMINDER: Policy(
        needs_consent=True,
        suppressed_by=_ANY,
        keeps_quiet_hours=True,
        is_capped=True,
        at_least_once=False,
        priority=2,
        stream=Stream.REMINDERS,
    ),
}
