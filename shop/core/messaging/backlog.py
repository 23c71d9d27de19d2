"""What waits in the outbox, for the heartbeat (O4)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.core.heartbeat.behind import waits
from shop.core.heartbeat.recent import happens
from shop.core.messaging.models import Message, State
from shop.core.partial import one_of

_NEEDS_A_LOOK = one_of("state", [State.FAILED, State.UNKNOWN])


@waits("messages_due", label=_("Messages to be sent"), moment="due_at")
def due(at: datetime) -> QuerySet[Message]:
    """By ``message_due``. Who cannot be reached is due again later, and does not count until then."""
    return Message.objects.filter(state=State.DUE, due_at__lte=at)


@waits("messages_sending", label=_("Messages that are being sent"), moment="attempted_at")
def sending(at: datetime) -> QuerySet[Message]:
    """By ``message_sending``. One whose sender died is settled ten minutes later."""
    return Message.objects.filter(state=State.SENDING)


@waits(
    "messages_unknown",
    label=_("Messages that may or may not have been sent"),
    moment="created_at",
    is_watched=False,
)
def unknown(at: datetime) -> QuerySet[Message]:
    """By ``message_needs_a_look``, as below."""
    return Message.objects.filter(_NEEDS_A_LOOK, state=State.UNKNOWN)


@waits(
    "messages_failed",
    label=_("Messages that were refused"),
    moment="created_at",
    is_watched=False,
)
def failed(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(_NEEDS_A_LOOK, state=State.FAILED)


@happens("messages")
def written(since: datetime) -> QuerySet[Message]:
    """By ``message_newest``."""
    return Message.objects.filter(created_at__gte=since)
