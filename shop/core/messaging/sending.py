"""Sends what is due: claim and commit, write the mail, hand it over, record what became of it."""

import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.db import connection, transaction

from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.claiming import claim, hand_over, release
from shop.core.messaging.models import Message, SuppressionReason
from shop.core.messaging.permissions import suppress
from shop.core.messaging.reasons import Reason
from shop.core.messaging.rendering import NothingToSay, read, render
from shop.core.messaging.transport import Outcome, Transport

log = structlog.get_logger(__name__)

# Claimed together, so that the gate asks once for all of them, and while its answer is fresh
# handed over one by one (ADR 0008).
HANDFUL = 50
FRESH_SECONDS = 1.0


def send_due(*, limit: int) -> Counter[Outcome]:
    """Send at most ``limit`` due messages over one connection; return how each attempt ended.

    Any number of processes may run this side by side. It stops early when the mail server cannot
    be reached. Killed at any point it leaves each row due, sending or in an end state; those left
    sending are settled by ``outbox.settle_interrupted``, and of one at most nobody knows.
    """
    outcomes: Counter[Outcome] = Counter()
    handful = HANDFUL
    with Transport() as transport:
        while outcomes.total() < limit and not outcomes[Outcome.UNREACHABLE]:
            messages = claim(at=clock.now(), limit=min(handful, limit - outcomes.total()))
            if not messages:
                break
            ended = Counter(_attempts(messages, transport))
            outcomes += ended
            # A slow server sets the pace: what would only be put back is not claimed again at once.
            handful = min(HANDFUL, max(1, 2 * ended.total()))
    return outcomes


def _attempts(messages: Sequence[Message], transport: Transport) -> Iterator[Outcome]:
    """Try each in its turn. That one was sent is written down with the next one that is handed over.

    Those whose turn does not come are put back: after an error, at a server that cannot be reached,
    and when the gate's answer is no longer fresh.
    """
    is_fresh_until = time.monotonic() + FRESH_SECONDS
    known = _read(messages)
    waiting, sent = deque(messages), None
    try:
        while waiting:
            message = waiting.popleft()
            mail = _written(message, known)
            if mail is None:
                yield Outcome.NOT_SENT
                continue
            is_mine, sent = _hand_over(message, after=sent), None
            if not is_mine:
                release([message], at=clock.now())
                yield Outcome.NOT_SENT
                continue
            outcome = transport.send(mail)
            if outcome is Outcome.SENT:
                sent = message
            else:
                _record(message, outcome)
            yield outcome
            if outcome is Outcome.UNREACHABLE or time.monotonic() > is_fresh_until:
                break
    except Exception:
        if not connection.is_usable():
            connection.close()  # what is known is written down on another one
        raise
    finally:
        if sent:
            outbox.record_sent(sent, at=clock.now(), may_be_lost=True)
        release(waiting, at=clock.now())


def _hand_over(message: Message, *, after: Message | None) -> bool:
    with transaction.atomic():
        if after:
            outbox.record_sent(after, at=clock.now())
        return hand_over(message, at=clock.now())


def _read(messages: Sequence[Message]) -> dict[int, Any]:
    """Read what all are about; if that fails, each is read by itself, and the others are written."""
    try:
        return read(messages)
    except Exception:
        log.exception("mails_not_read", messages=[message.pk for message in messages])
        return {}


def _written(message: Message, known: Mapping[int, Any]) -> EmailMessage | None:
    """Write a message; None when there is nothing to send, which is written down."""
    try:
        return render(message, known)
    except NothingToSay:
        outbox.record_skipped(message, reason=Reason.NOTHING_TO_SAY)
    except Exception:
        log.exception("mail_not_rendered", message=message.pk, kind=message.kind)
        outbox.record_not_sent(message, reason=Reason.UNREADY, at=clock.now())
    return None


def _record(message: Message, outcome: Outcome) -> None:
    """Write down that an attempt did not end well."""
    now = clock.now()
    match outcome:
        case Outcome.REFUSED:
            outbox.record_refused(message)
        case Outcome.NO_MAILBOX:
            with transaction.atomic():
                outbox.record_refused(message)
                suppress(
                    person=message.person, reason=SuppressionReason.BOUNCED, source="mail server"
                )
        case Outcome.NOT_SENT | Outcome.UNREACHABLE:
            outbox.record_not_sent(message, reason=Reason.UNREACHABLE, at=now)
        case Outcome.UNCLEAR:
            outbox.record_unclear(message, reason=Reason.UNCLEAR, at=now)
