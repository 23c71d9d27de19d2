"""Sends what is due: claim and commit, write the message, hand it over, record what became of it."""

import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from shop.core import clock
from shop.core.messaging import outbox
from shop.core.messaging.claiming import claim, release
from shop.core.messaging.handing_over import hand_over, record_sent
from shop.core.messaging.models import Channel, Message, SuppressionReason
from shop.core.messaging.permissions import suppress
from shop.core.messaging.reasons import Reason
from shop.core.messaging.sms import transport as sms
from shop.core.messaging.sms.writing import Text
from shop.core.messaging.streams import Streams
from shop.core.messaging.transport import Outcome
from shop.core.messaging.writing import Writer

# Claimed together, so that the gate asks once for all of them, and while its answer is fresh
# handed over one by one (ADR 0008).
HANDFUL = 100
FRESH_SECONDS = 1.0


def send_due(*, limit: int) -> Counter[Outcome]:
    """Send at most ``limit`` due messages, over one connection a server; return how each attempt ended.

    Any number of processes may run this side by side. Of the mails of a server that cannot be reached
    it tries no other; SMS go all the same. Killed at any point it leaves each row due, sending or in an
    end state; those left sending are settled by ``outbox.settle_interrupted``, and of one at most nobody
    knows.
    """
    outcomes: Counter[Outcome] = Counter()
    handful = HANDFUL
    with Streams() as streams:
        while outcomes.total() < limit:
            wanted = min(handful, limit - outcomes.total())
            messages = claim(at=clock.now(), limit=wanted, without=streams.shut)
            if not messages:
                break
            ended = Counter(_Handful(messages).attempts(streams))
            outcomes += ended
            # A slow server sets the pace: what would only be put back is not claimed again at once.
            handful = min(HANDFUL, max(1, 2 * ended.total()))
    return outcomes


class _Handful:
    """Claimed messages in their turns.

    That one was sent is written down with the next one that is handed over. Those whose turn does not
    come are put back: after an error, those of a server that cannot be reached, and when the gate's
    answer is no longer fresh.
    """

    def __init__(self, messages: Sequence[Message]) -> None:
        self._waiting = deque(messages)
        self._taken: Message | None = None  # by the server, which is not written down yet

    def attempts(self, streams: Streams) -> Iterator[Outcome]:
        is_fresh_until = time.monotonic() + FRESH_SECONDS
        try:
            with Writer(self._waiting) as writer:
                while self._waiting:
                    outcome = self._attempt(writer, streams)
                    yield outcome
                    if outcome is Outcome.UNREACHABLE:
                        self._put_back_what_is_shut(streams)
                    if time.monotonic() > is_fresh_until:
                        break
        except Exception:
            if not connection.is_usable():
                connection.close()  # what is known is written down on another one
            raise
        finally:
            if self._taken:
                record_sent(self._taken, at=clock.now(), may_be_lost=True)
            release(self._waiting, at=clock.now())

    def _put_back_what_is_shut(self, streams: Streams) -> None:
        mails = [each for each in self._waiting if each.channel == Channel.EMAIL]
        shut = [each for each in mails if each.message_class in streams.shut]
        self._waiting = deque(each for each in self._waiting if each not in shut)
        release(shut, at=clock.now())

    def _attempt(self, writer: Writer, streams: Streams) -> Outcome:
        message = self._waiting.popleft()
        written = writer.written(message)
        if self._waiting:
            writer.begin(self._waiting[0])
        if written is None:
            return Outcome.NOT_SENT
        is_mine, self._taken = hand_over(message, at=clock.now(), after=self._taken), None
        if not is_mine:
            release([message], at=clock.now())
            return Outcome.NOT_SENT
        if isinstance(written, Text):
            outcome = sms.send(written)
        else:
            outcome = streams.send(written, message.message_class)
        if outcome is Outcome.SENT:
            self._taken = message
        else:
            _record(message, outcome)
        return outcome


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
            is_sms = message.channel == Channel.SMS
            reason = Reason.NOT_CONFIRMED if is_sms else Reason.UNCLEAR
            outbox.record_unclear(message, reason=reason, at=now)
