"""From a row of the outbox to the words on a phone: each kind that goes by SMS has one writer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import override

from shop.core.messaging.models import Message


@dataclass(frozen=True, slots=True)
class Text:
    """What goes to a phone. ``number`` is E.164."""

    number: str
    words: str


Writes = TypeVar("Writes", bound=Callable[[Message], str])
_writers: dict[str, Callable[[Message], str]] = {}


def writes(kind: str) -> Callable[[Writes], Writes]:
    """Register the function that writes the SMS of ``kind``; it may raise NothingToSay."""

    def register(writer: Writes) -> Writes:
        _writers[kind] = writer
        return writer

    return register


def write(message: Message) -> Text:
    """Return the SMS that ``message`` stands for, in its language; KeyError for a kind that has none."""
    with override(message.language):
        return Text(message.recipient, _writers[message.kind](message))
