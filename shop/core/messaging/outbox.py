"""The verbs of the outbox: what is put in, taken back, and became of an attempt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shop.core import clock
from shop.core.messaging.classes import POLICIES, MessageClass
from shop.core.messaging.gate import Case, Objection, judge
from shop.core.messaging.models import Channel, Message, State
from shop.core.messaging.moving import report
from shop.core.messaging.people import living, living_all, person_for
from shop.core.messaging.reasons import Reason
from shop.core.rows.writing import insert
from shop.core.workers import wake

SENDER_PRESUMED_DEAD = timedelta(minutes=10)  # well above the longest talk with a mail server
RETRY_AFTER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]


def enqueue(
    *,
    kind: str,
    about: str,
    message_class: MessageClass,
    recipient: str,
    language: str,
    facts: dict[str, Any] | None = None,
    time_zone: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Put a mail into the outbox, inside the caller's transaction, and return it.

    ``kind`` names its renderer, ``about`` the fact it tells: the same two again return the
    message that is already there (pitfall M16). A worker is woken after the commit.
    """
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            kind=kind,
            about=about,
            channel=Channel.EMAIL,
            defaults={
                "message_class": message_class,
                "priority": POLICIES[message_class].priority,
                "person": living(person_for(recipient)),
                "recipient": recipient,
                "language": language,
                "facts": facts or {},
                "time_zone": time_zone,
                "due_at": due_at or clock.now(),
                "expires_at": expires_at,
            },
        )
    if is_new and message.due_at <= clock.now():
        transaction.on_commit(wake_sender, robust=True)
    return message


def plan(drafts: Sequence[Case]) -> list[Objection | None]:
    """Put unsaved messages into the outbox as far as the gate has nothing against each at its moment.

    The gate is asked here, and again when a message is claimed (brief R7). A *not before* moves its
    time; what gets a *no* is not kept and has no key. Returned are the objections, in the order of
    ``drafts``. Inside the caller's transaction; to plan what is planned already changes nothing.
    """
    people = living_all(draft.message.person_id for draft in drafts)
    for draft in drafts:
        draft.message.person_id = people[draft.message.person_id]
        draft.message.priority = draft.message.policy.priority
    objections = judge(drafts)
    wanted = []
    for draft, objection in zip(drafts, objections, strict=True):
        if objection is None or objection.until is not None:
            draft.message.due_at = (objection and objection.until) or draft.at
            wanted.append(draft.message)
    known = _known(wanted)
    insert([draft for draft in wanted if _fact(draft) not in known])
    return objections


def withdraw(message: Message, *, reason: Reason) -> bool:
    """Take back a message that is still due: what it was for has come to an end."""
    return report(message, {State.DUE}, State.SKIPPED, reason=reason)


def _known(drafts: Sequence[Message]) -> set[tuple[str, str, str]]:
    """Return the facts of ``drafts`` that the outbox tells already (``message_one_per_fact``)."""
    told = Message.objects.filter(
        kind__in={draft.kind for draft in drafts}, about__among={draft.about for draft in drafts}
    )
    return set(told.values_list("kind", "about", "channel"))


def _fact(draft: Message) -> tuple[str, str, str]:
    return draft.kind, draft.about, draft.channel


def erase(messages: QuerySet[Message]) -> None:
    """Forget to whom ``messages`` go and what they tell; those still due are taken back."""
    for message in messages.order_by("pk").filter(state=State.DUE):
        withdraw(message, reason=Reason.ERASED)
    messages.update(recipient="", facts={})


def wake_sender() -> None:
    """Ask a worker to send what is due."""
    wake("shop.core.messaging.tasks.send_due_messages")


def record_skipped(message: Message, *, reason: Reason) -> bool:
    """Write down that nothing was sent, and nothing will be."""
    return report(message, {State.SENDING}, State.SKIPPED, reason=reason)


def record_refused(message: Message) -> bool:
    """Write down that server or service will never take this message."""
    is_sms = message.channel == Channel.SMS
    reason = Reason.SMS_REFUSED if is_sms else Reason.REFUSED
    return report(message, {State.SENDING}, State.FAILED, reason=reason)


def record_not_sent(message: Message, *, reason: Reason, at: datetime) -> bool:
    """Put back a message that surely was not sent; after the last of ``RETRY_AFTER`` give up."""
    if message.attempts > len(RETRY_AFTER):
        return report(message, {State.SENDING}, State.FAILED, reason=Reason.GAVE_UP)
    due_at = at + RETRY_AFTER[message.attempts - 1]
    return report(message, {State.SENDING}, State.DUE, reason=reason, due_at=due_at)


def record_unclear(message: Message, *, reason: Reason, at: datetime) -> bool:
    """Settle an attempt of which nobody knows whether it arrived (R7).

    At least once: it goes again. At most once: it is *unknown*, which only staff can resolve.
    """
    if message.policy.at_least_once:
        return record_not_sent(message, reason=reason, at=at)
    return report(message, {State.SENDING}, State.UNKNOWN, reason=reason)


def settle_interrupted(*, at: datetime) -> int:
    """Settle the messages whose sender died; return how many. Run every minute."""
    abandoned = Message.objects.filter(
        state=State.SENDING, attempted_at__lt=at - SENDER_PRESUMED_DEAD
    ).order_by("pk")[:1000]
    return sum(_settle(message, at) for message in abandoned)


def _settle(message: Message, at: datetime) -> bool:
    """What was claimed and never handed over is due again; of the rest nobody knows.

    The attempt counts all the same: a sender that is not dead, only slow, must find itself fenced.
    """
    if message.handed_at is None:
        return report(message, {State.SENDING}, State.DUE, reason=Reason.RELEASED, due_at=at)
    return record_unclear(message, reason=Reason.INTERRUPTED, at=at)


def send_again(message: Message, *, at: datetime) -> bool:
    """Make an unknown or failed message due once more: a decision of staff, never of a program."""
    states = {State.UNKNOWN, State.FAILED}
    has_moved = report(message, states, State.DUE, reason=Reason.RESENT, due_at=at)
    if has_moved:
        transaction.on_commit(wake_sender, robust=True)
    return has_moved
