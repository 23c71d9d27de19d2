"""The one gate before any message.

A rule looks at a message and says nothing, *no*, or *not before*. Apps register theirs; all are
asked when a message is planned, and again in the transaction that moves it from due to sending.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from shop.core.messaging.models import Message
from shop.core.messaging.reasons import Reason


@dataclass(frozen=True)
class Objection:
    """Why a message may not go now; with ``until`` it may later, without it never."""

    reason: Reason
    until: datetime | None = None


Rule = Callable[[Message, datetime], Objection | None]
_rules: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Register ``function(message, at)`` as a rule of the gate."""
    _rules.append(function)
    return function


def judge(message: Message, at: datetime) -> Objection | None:
    """Return the objection that stands at the moment ``at``, or None: the message may go.

    A *no* outranks every *not before*; of those the latest counts, so that a message is put off
    once and not step by step.
    """
    waits = []
    for objection in _objections(message, at):
        if objection.until is None:
            return objection
        waits.append((objection.until, objection))
    return max(waits, key=lambda wait: wait[0])[1] if waits else None


def _objections(message: Message, at: datetime) -> Iterable[Objection]:
    for ask in _rules:
        objection = ask(message, at)
        if objection:
            yield objection
