"""The verbs of the outbox: every change of a message's state is one of these.

A change is a conditional update and an event row in one transaction. ``attempts`` is the fence:
a sender may report only on the attempt that it made itself, however late it comes.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from shop.core import clock
from shop.core.messaging.classes import POLICIES, MessageClass
from shop.core.messaging.gate import Objection, judge
from shop.core.messaging.models import Channel, Message, MessageEvent, State
from shop.core.messaging.models.message import TRANSITIONS
from shop.core.messaging.people import living, person_for
from shop.core.messaging.reasons import Reason
from shop.core.workers import wake

log = structlog.get_logger(__name__)

GATE_PAUSE = timedelta(minutes=10)
SHORTEST_PAUSE = timedelta(seconds=1)
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


def plan(draft: Message) -> Objection | None:
    """Put ``draft`` into the outbox if the gate has nothing against it at the time it is due.

    The gate is asked here, and again when the message is claimed (brief R7). A *not before* moves
    its time, a *no* is returned and nothing is kept. Inside the caller's transaction; to plan what
    is planned already changes nothing.
    """
    draft.person = living(draft.person)
    draft.priority = draft.policy.priority
    objection = judge(draft, draft.due_at)
    if objection and objection.until is None:
        return objection
    if objection and objection.until:
        draft.due_at = objection.until
    if not Message.objects.filter(
        kind=draft.kind, about=draft.about, channel=draft.channel
    ).exists():
        draft.save(force_insert=True)
    return objection


def withdraw(message: Message, *, reason: Reason) -> bool:
    """Take back a message that is still due: what it was for has come to an end."""
    return _report(message, {State.DUE}, State.SKIPPED, reason=reason)


def erase(messages: QuerySet[Message]) -> None:
    """Forget to whom ``messages`` go and what they tell; those still due are taken back."""
    for message in messages.order_by("pk").filter(state=State.DUE):
        withdraw(message, reason=Reason.ERASED)
    messages.update(recipient="", facts={})


def wake_sender() -> None:
    """Ask a worker to send what is due."""
    wake("shop.core.messaging.tasks.send_due_messages")


def claim_next(*, at: datetime) -> Message | None:
    """Move the next due message that the gate lets through to *sending*, and return it.

    One short transaction for each message looked at: lock the row, ask the gate on the facts of
    this moment, write the answer, commit. None when nothing is due.
    """
    while True:
        try:
            with transaction.atomic():
                message = _lock_next_due(at)
                if message is None:
                    return None
                objection = _judged(message, at)
                _write_answer(message, objection, at)
        except GateBroke as broken:
            _put_off(broken.message, at)
            continue
        if objection is None:
            return message


def record_sent(message: Message, *, at: datetime) -> bool:
    """Write down that the server has taken the message; a late report still counts."""
    expected = {State.SENDING, State.UNKNOWN, State.DUE}
    return _report(message, expected, State.SENT, may_be_lost=True, sent_at=at)


def record_skipped(message: Message, *, reason: Reason) -> bool:
    """Write down that nothing was sent, and nothing will be."""
    return _report(message, {State.SENDING}, State.SKIPPED, reason=reason)


def record_refused(message: Message) -> bool:
    """Write down that the server will never take this message."""
    return _report(message, {State.SENDING}, State.FAILED, reason=Reason.REFUSED)


def record_not_sent(message: Message, *, reason: Reason, at: datetime) -> bool:
    """Put back a message that surely was not sent; after the last of ``RETRY_AFTER`` give up."""
    if message.attempts > len(RETRY_AFTER):
        return _report(message, {State.SENDING}, State.FAILED, reason=Reason.GAVE_UP)
    due_at = at + RETRY_AFTER[message.attempts - 1]
    return _report(message, {State.SENDING}, State.DUE, reason=reason, due_at=due_at)


def record_unclear(message: Message, *, reason: Reason, at: datetime) -> bool:
    """Settle an attempt of which nobody knows whether it arrived (R7).

    At least once: it goes again. At most once: it is *unknown*, which only staff can resolve.
    """
    if message.policy.at_least_once:
        return record_not_sent(message, reason=reason, at=at)
    return _report(message, {State.SENDING}, State.UNKNOWN, reason=reason)


def settle_interrupted(*, at: datetime) -> int:
    """Settle the messages whose sender died; return how many. Run every minute."""
    abandoned = Message.objects.filter(
        state=State.SENDING, attempted_at__lt=at - SENDER_PRESUMED_DEAD
    ).order_by("pk")[:1000]
    return sum(record_unclear(row, reason=Reason.INTERRUPTED, at=at) for row in abandoned)


def send_again(message: Message, *, at: datetime) -> bool:
    """Make an unknown or failed message due once more: a decision of staff, never of a program."""
    states = {State.UNKNOWN, State.FAILED}
    has_moved = _report(message, states, State.DUE, reason=Reason.RESENT, due_at=at)
    if has_moved:
        transaction.on_commit(wake_sender, robust=True)
    return has_moved


def _lock_next_due(at: datetime) -> Message | None:
    """Return the first due row, locked: SKIP LOCKED on PostgreSQL, IMMEDIATE on SQLite."""
    due = Message.objects.filter(state=State.DUE, due_at__lte=at).order_by("priority", "due_at")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return due.first()


class GateBroke(Exception):
    """A rule failed on ``message``; what the rules did is undone with the transaction."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


def _judged(message: Message, at: datetime) -> Objection | None:
    """Ask the gate. A rule that breaks is a *not now*: when in doubt nobody is written to."""
    try:
        return judge(message, at)
    except Exception as error:
        log.exception("gate_failed", message=message.pk, kind=message.kind)
        raise GateBroke(message) from error


def _put_off(message: Message, at: datetime) -> None:
    due_at = at + GATE_PAUSE
    _report(message, {State.DUE}, State.DUE, reason=Reason.GATE_ERROR, due_at=due_at)


def _write_answer(message: Message, objection: Objection | None, at: datetime) -> None:
    if objection is None:
        _move(message, State.SENDING, attempts=message.attempts + 1, attempted_at=at)
    elif objection.until:
        # Never due again at once, whatever a rule says: claim_next would never end.
        due_at = max(objection.until, at + SHORTEST_PAUSE)
        _move(message, State.DUE, reason=objection.reason, due_at=due_at)
    else:
        _move(message, State.SKIPPED, reason=objection.reason)


def _report(
    message: Message,
    expected: Collection[State],
    to: State,
    *,
    reason: str = "",
    may_be_lost: bool = False,
    **changes: Any,
) -> bool:
    """Move the attempt that ``message`` was read at, wherever of ``expected`` it now stands.

    What ``may_be_lost`` does not wait for PostgreSQL's disk. It survives this process; if the
    database's machine dies within the second, the attempt counts as interrupted (ADR 0008).
    """
    with transaction.atomic():
        if may_be_lost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        if State(message.state) in expected and _move(message, to, reason=reason, **changes):
            return True  # where it was left, as nearly always
        rows = Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=expected)
        if connection.features.has_select_for_update:
            rows = rows.select_for_update()
        row = rows.first()
        return row is not None and _move(row, to, reason=reason, **changes)


def _move(message: Message, to: State, *, reason: str = "", **changes: Any) -> bool:
    """Change the state of a row, if it still is as ``message`` was read, and write the event."""
    origin = State(message.state)
    if to not in TRANSITIONS[origin]:
        text = f"a message never goes from {origin} to {to}"
        raise ValueError(text)
    row = Message.objects.filter(pk=message.pk, state=origin, attempts=message.attempts)
    if not row.update(state=to, reason=reason, **changes):
        return False
    MessageEvent.objects.create(message=message, from_state=origin, to_state=to, reason=reason)
    for name, value in {"state": to, "reason": reason, **changes}.items():
        setattr(message, name, value)
    return True
