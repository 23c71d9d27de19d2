"""How a message changes its state: a conditional update and an event row, in one transaction.

``attempts`` is the fence: a sender may report only on the attempt that it made itself, however late
it comes.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from shop.core.messaging.models import Message, MessageEvent, State
from shop.core.messaging.models.message import TRANSITIONS


def report(
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
    with transaction.atomic(savepoint=False):
        if may_be_lost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        if State(message.state) in expected and move(message, to, reason=reason, **changes):
            return True  # where it was left, as nearly always
        rows = Message.objects.filter(pk=message.pk, attempts=message.attempts, state__in=expected)
        if connection.features.has_select_for_update:
            rows = rows.select_for_update()
        row = rows.first()
        return row is not None and move(row, to, reason=reason, **changes)


def move(message: Message, to: State, *, reason: str = "", **changes: Any) -> bool:
    """Change the state of a row, if it still is as ``message`` was read, and write the event.

    That it was sent, and when, the row says itself.
    """
    _check(message, to)
    origin = State(message.state)
    row = Message.objects.filter(pk=message.pk, state=origin, attempts=message.attempts)
    if not row.update(state=to, reason=reason, **changes):
        return False
    if to != State.SENT:
        MessageEvent.objects.create(message=message, from_state=origin, to_state=to, reason=reason)
    _take_over(message, state=to, reason=reason, **changes)
    return True


def still_at(messages: Sequence[Message]) -> list[Message]:
    """Lock the rows of ``messages``, which stand in one state; return those still at the same attempt.

    Inside the caller's transaction, which may then ``move_together``.
    """
    pks, (state,) = [message.pk for message in messages], {message.state for message in messages}
    rows = Message.objects.select_for_update().filter(pk__among=pks, state=state).order_by("pk")
    attempts = dict(rows.values_list("pk", "attempts"))
    return [each for each in messages if attempts.get(each.pk) == each.attempts]


def move_together(
    messages: Sequence[Message], to: State, *, attempts: int, reason: str = "", **changes: Any
) -> None:
    """Change the state of rows that the caller has locked, all at once.

    ``attempts`` is 1 to begin a new one, and -1 to take back one that was not made.
    """
    for message in messages:
        _check(message, to)
    pks = [message.pk for message in messages]
    Message.objects.filter(pk__among=pks).update(
        state=to, reason=reason, attempts=F("attempts") + attempts, **changes
    )
    MessageEvent.objects.bulk_create(
        MessageEvent(message=message, from_state=message.state, to_state=to, reason=reason)
        for message in messages
    )
    for message in messages:
        message.attempts += attempts
        _take_over(message, state=to, reason=reason, **changes)


def _check(message: Message, to: State) -> None:
    origin = State(message.state)
    if to not in TRANSITIONS[origin]:
        text = f"a message never goes from {origin} to {to}"
        raise ValueError(text)


def _take_over(message: Message, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(message, name, value)
