"""Claims what is due: from *due* to *sending*, past the gate, in one short transaction (R7)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from shop.core.messaging.classes import POLICIES
from shop.core.messaging.gate import Case, Objection, judge
from shop.core.messaging.models import Channel, Message, State
from shop.core.messaging.moving import move, move_together, report, still_at
from shop.core.messaging.reasons import Reason

log = structlog.get_logger(__name__)

GATE_PAUSE = timedelta(minutes=10)
SHORTEST_PAUSE = timedelta(seconds=1)


class GateBroke(Exception):
    """A rule failed; what the rules did is undone with the transaction."""


def claim(*, at: datetime, limit: int, without: Collection[str] = ()) -> list[Message]:
    """Move at most ``limit`` due messages that the gate lets through to *sending*; return them.

    ``without`` names the classes whose mails cannot be sent at the moment; their SMS can. One
    transaction for those that are looked at together: lock the rows, ask the gate on the facts of this
    moment, write the answers, commit. Empty when nothing is due. Each has to pass ``hand_over`` in its
    turn; those that do not come to it are put back with ``release``.
    """
    claimed = _claim(_due(at, without)[:limit], at)
    if not claimed and without and settings.SMS_URLS:
        claimed = _claim(_due(at).filter(channel=Channel.SMS)[:limit], at)
    return claimed


def _claim(due: QuerySet[Message], at: datetime) -> list[Message]:
    while True:
        try:
            with transaction.atomic():
                looked_at = list(_locked(due.all()))  # as they stand in this round
                claimed = _answer(looked_at, at)
        except GateBroke:
            looked_at = list(due.all())
            claimed = [each for each in looked_at if _claimed_alone(each, at)]
        if claimed or not looked_at:
            return claimed


def release(messages: Iterable[Message], *, at: datetime) -> None:
    """Put back claimed messages whose turn did not come: their sender stops, and made no attempt.

    All at once: at a slow server they are nearly a handful. Those that somebody else has settled since
    stay as they are.
    """
    waiting = list(messages)
    if not waiting:
        return
    with transaction.atomic(savepoint=False):
        still_here = still_at(waiting)
        if still_here:
            move_together(still_here, State.DUE, attempts=-1, reason=Reason.RELEASED, due_at=at)


def _due(at: datetime, without: Collection[str] = ()) -> QuerySet[Message]:
    """Return what is due, the most urgent first (``message_due``)."""
    due = Message.objects.filter(state=State.DUE, due_at__lte=at).order_by("priority", "due_at")
    if not without:
        return due
    # By priority as well: what cannot be sent may be many, and the index would go through them all.
    open_to = {policy.priority for name, policy in POLICIES.items() if name not in without}
    return due.filter(priority__in=open_to).exclude(message_class__in=without)


def _locked(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Lock ``rows`` as they are read: SKIP LOCKED on PostgreSQL, an immediate transaction on SQLite."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def _claimed_alone(message: Message, at: datetime) -> bool:
    """Claim one by itself. If the gate breaks at it, it is put off: in doubt nobody is written to."""
    try:
        with transaction.atomic():
            row = _locked(_due(at).filter(pk=message.pk)).first()
            if row is None or not _answer([row], at):
                return False
    except GateBroke:
        log.exception("gate_failed", message=message.pk, kind=message.kind)
        due_at = at + GATE_PAUSE
        report(message, {State.DUE}, State.DUE, reason=Reason.GATE_ERROR, due_at=due_at)
        return False
    message.state, message.attempts = row.state, row.attempts
    return True


def _answer(messages: Sequence[Message], at: datetime) -> list[Message]:
    """Write down what the gate says of locked ``messages``; return those that it lets through."""
    cases = [Case(message, at) for message in _apart(messages)]
    try:
        objections = judge(cases)
    except Exception as error:
        raise GateBroke from error
    claimed = []
    for case, objection in zip(cases, objections, strict=True):
        if objection is None:
            claimed.append(case.message)
        else:
            _turn_back(case.message, objection, at)
    if claimed:
        move_together(claimed, State.SENDING, attempts=1, attempted_at=at, handed_at=None)
    return claimed


def _apart(messages: Sequence[Message]) -> list[Message]:
    """Leave out the second reminder of a person or a number: it is looked at when the first one counts."""
    first: dict[int | str, int] = {}
    return [
        message
        for message in messages
        if not message.policy.is_capped
        or (
            first.setdefault(message.person_id, message.pk) == message.pk
            and (
                message.channel == Channel.EMAIL
                or first.setdefault(message.recipient, message.pk) == message.pk
            )
        )
    ]


def _turn_back(message: Message, objection: Objection, at: datetime) -> None:
    if objection.until:
        # Never due again at once, whatever a rule says: ``claim`` would never end.
        due_at = max(objection.until, at + SHORTEST_PAUSE)
        move(message, State.DUE, reason=objection.reason, due_at=due_at)
    else:
        move(message, State.SKIPPED, reason=objection.reason)
