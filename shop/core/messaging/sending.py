"""Sends what is due: claim and commit, write the mail, hand it over, record what became of it."""

from collections import Counter

import structlog
from django.db import transaction

from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.models import Message, SuppressionReason
from shop.core.messaging.permissions import suppress
from shop.core.messaging.reasons import Reason
from shop.core.messaging.rendering import NothingToSay, render
from shop.core.messaging.transport import Outcome, Transport

log = structlog.get_logger(__name__)


def send_due(*, limit: int) -> Counter[Outcome]:
    """Send at most ``limit`` due messages over one connection; return how each attempt ended.

    Any number of processes may run this side by side. It stops early when the mail server cannot
    be reached. Killed at any point it leaves each row due, sending or in an end state; those left
    sending are settled by ``outbox.settle_interrupted``.
    """
    outcomes: Counter[Outcome] = Counter()
    with Transport() as transport:
        while outcomes.total() < limit:
            message = outbox.claim_next(at=clock.now())
            if message is None:
                break
            outcome = _attempt(message, transport)
            outcomes[outcome] += 1
            if outcome is Outcome.UNREACHABLE:
                break
    return outcomes


def _attempt(message: Message, transport: Transport) -> Outcome:
    try:
        mail = render(message)
    except NothingToSay:
        outbox.record_skipped(message, reason=Reason.NOTHING_TO_SAY)
        return Outcome.NOT_SENT
    except Exception:
        log.exception("mail_not_rendered", message=message.pk, kind=message.kind)
        outbox.record_not_sent(message, reason=Reason.UNREADY, at=clock.now())
        return Outcome.NOT_SENT
    outcome = transport.send(mail)
    _record(message, outcome)
    return outcome


def _record(message: Message, outcome: Outcome) -> None:
    now = clock.now()
    match outcome:
        case Outcome.SENT:
            outbox.record_sent(message, at=now)
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
