"""The ways by which mails leave, each with a server of its own where the settings name one.

What people complain of are reminders. Over a server and from an address of their own they cannot
cost order mails their reputation, and a provider of theirs that stands still holds nothing else up.
"""

import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage

from shop.core.messaging.classes import POLICIES, Stream
from shop.core.messaging.transport import Outcome, Transport

REST_SECONDS = 60.0  # a silent server of reminders costs whoever asks it EMAIL_TIMEOUT

_rests_until: dict[Stream, float] = {}  # on the monotonic clock; of this process


class Streams:
    """The transports of a batch, by the classes of messages that go over them.

    ``shut`` are the classes whose server could not be reached: no other mail of theirs would fare
    better now.
    """

    def __init__(self) -> None:
        usual = Transport()
        apart = settings.REMINDER_TRANSPORT
        self._ways = {
            Stream.SHOP: usual,
            Stream.REMINDERS: Transport(**apart) if apart else usual,
        }
        self._by_class = {name: self._ways[policy.stream] for name, policy in POLICIES.items()}
        self._stack = ExitStack()
        self.shut = {name for name, policy in POLICIES.items() if _rests(policy.stream)}

    def __enter__(self) -> Self:
        for transport in {*self._ways.values()}:
            self._stack.enter_context(transport)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def send(self, mail: EmailMessage, message_class: str) -> Outcome:
        """Try to hand over one mail of ``message_class``; a server that cannot be reached is shut."""
        transport = self._by_class[message_class]
        outcome = transport.send(mail)
        if outcome is Outcome.UNREACHABLE:
            self.shut |= {name for name, way in self._by_class.items() if way is transport}
            if transport is not self._ways[Stream.SHOP]:
                _rests_until[Stream.REMINDERS] = time.monotonic() + REST_SECONDS
        return outcome


def _rests(stream: Stream) -> bool:
    return time.monotonic() < _rests_until.get(stream, 0.0)
