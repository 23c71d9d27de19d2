"""What mail providers tell afterwards, by anymail's webhooks: bounces, complaints, unsubscribing.

Each suppresses the person (R12). Told twice it changes nothing, even if the person has asked to be
written to again in the meantime. Of whom nothing is known, nothing is kept.
"""

import hashlib
import re
import uuid
from typing import Any

import structlog
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db import IntegrityError, transaction
from django.dispatch import receiver

from shop.core import clock
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import Channel, Feedback, Message, Person, SuppressionReason
from shop.core.messaging.pausing import pause_if_complained_of
from shop.core.messaging.people import find_person, living
from shop.core.messaging.permissions import suppress

log = structlog.get_logger(__name__)

# Anymail calls a full mailbox a bounce like one that does not exist. What providers say themselves
# tells them apart: where they say it, and what means *for good*. The others report only those.
_SAYS_FOR_GOOD: dict[str, tuple[str, frozenset[Any]]] = {
    "Amazon SES": ("bounce.bounceType", frozenset({"Permanent"})),
    "Brevo": ("event", frozenset({"hard_bounce", "invalid_email"})),
    "MailerSend": ("data.type", frozenset({"hard_bounced"})),
    "Mailjet": ("hard_bounce", frozenset({True})),
    "Mandrill": ("event", frozenset({"hard_bounce"})),
    "Postmark": ("Type", frozenset({"HardBounce"})),
    "Resend": ("data.bounce.type", frozenset({"Permanent"})),
    "SendGrid": ("type", frozenset({"bounce"})),
    "SendinBlue": ("event", frozenset({"hard_bounce", "invalid_email"})),
    "SparkPost": ("msys.message_event.bounce_class", frozenset({"10", "30"})),
}
# RFC 3463: what may pass (4.y.z), a mailbox that is full (5.2.2), and what is about the mail or its
# sender (5.3.4, 5.6, 5.7) say nothing against the address.
_PASSES = re.compile(
    r"(?<![\d.])(4\.\d{1,3}\.\d{1,3}|5\.2\.[23]|5\.3\.4|5\.[67]\.\d{1,3})(?!\.?\d)"
)
_NEVER_WAS = frozenset({RejectReason.INVALID, RejectReason.BOUNCED})
_NOT_THE_ADDRESS = frozenset({RejectReason.BLOCKED, RejectReason.SPAM, RejectReason.TIMED_OUT})
_LONGEST = 320  # characters of an address, RFC 3696


@receiver(tracking)
def hear(event: AnymailTrackingEvent, esp_name: str, **_kwargs: Any) -> None:
    """Do what the news of a provider asks for. A row that cannot be written raises: told again."""
    reason = reason_of(event, esp_name)
    if reason is None:
        return
    record(event, reason=reason, source=esp_name)
    if reason is SuppressionReason.COMPLAINED:
        pause_if_complained_of(at=clock.now())


def record(
    event: AnymailTrackingEvent, *, reason: SuppressionReason, source: str
) -> Feedback | None:
    """Write the news down and leave the person alone, once; None when it is old or of nobody."""
    message = _message_of(event.message_id)
    person = message.person if message else _person_of(event.recipient)
    if person is None:
        log.info("feedback_of_nobody", source=source, reason=reason.value)
        return None
    digest = _digest(event, message, person, reason=reason, source=source)
    if Feedback.objects.filter(digest=digest).exists():
        return None
    if message is None and reason is SuppressionReason.COMPLAINED:
        message = _last_reminder(person)
    try:
        with transaction.atomic():
            suppress(person=person, reason=reason, source=source)
            return Feedback.objects.create(
                person=living(person),
                message=message,
                reason=reason,
                source=source,
                digest=digest,
                told_at=clock.now(),
            )
    except IntegrityError:  # another process was told the same in this moment
        return None


def reason_of(event: AnymailTrackingEvent, esp_name: str) -> SuppressionReason | None:
    """Return what ``event`` is a reason for; None for all that is no reason to leave anybody alone."""
    match event.event_type:
        case EventType.COMPLAINED:
            return SuppressionReason.COMPLAINED
        case EventType.UNSUBSCRIBED:
            return SuppressionReason.STOPPED
        case EventType.REJECTED if event.reject_reason in _NEVER_WAS:
            return SuppressionReason.BOUNCED
        case EventType.BOUNCED if _is_for_good(event, esp_name):
            return SuppressionReason.BOUNCED
    return None


def _is_for_good(event: AnymailTrackingEvent, esp_name: str) -> bool:
    if event.reject_reason in _NOT_THE_ADDRESS or _PASSES.search(str(event.mta_response or "")):
        return False
    path, means_it = _SAYS_FOR_GOOD.get(esp_name, ("", frozenset({None})))
    said = event.esp_event if path else None
    for name in filter(None, path.split(".")):
        said = said.get(name) if isinstance(said, dict) else None
    return isinstance(said, str | bool | None) and said in means_it


def _message_of(message_id: object) -> Message | None:
    """Return the message whose Message-ID we made, ``<ref@host>``; providers may have made their own."""
    ref, at, _host = str(message_id or "").strip("<> ").partition("@")
    try:
        rows = Message.objects.filter(ref=uuid.UUID(ref)) if at else Message.objects.none()
    except ValueError:
        return None
    return rows.select_related("person").first()


def _person_of(address: object) -> Person | None:
    if not isinstance(address, str) or "@" not in address or len(address) > _LONGEST:
        return None
    try:
        return find_person(address)
    except UnicodeError:  # half a character: no address
        return None


def _last_reminder(person: Person) -> Message | None:
    reminders = Message.objects.filter(
        person=person,
        message_class=MessageClass.REMINDER,
        channel=Channel.EMAIL,
        attempted_at__isnull=False,
    )
    return reminders.order_by("-attempted_at").first()


def _digest(
    event: AnymailTrackingEvent,
    message: Message | None,
    person: Person,
    *,
    reason: SuppressionReason,
    source: str,
) -> str:
    """Return what is the same when the same is told again, whatever else a provider changes in it."""
    told = message.ref if message else f"{person.pk} {event.message_id or event.event_id}"
    text = f"{source if message is None else ''} {reason.value} {told}"
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
