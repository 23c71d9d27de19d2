"""The one gate before any message.

A rule looks at messages and says of each nothing, *no*, or *not before*. Apps register theirs; all
are asked when a message is planned, and again in the transaction that moves it from due to sending.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.core.messaging.grounds import Ground
from shop.core.messaging.models import Message
from shop.core.messaging.reasons import Reason


@dataclass(frozen=True)
class Objection:
    """Why a message may not go now; with ``until`` it may later, without it never."""

    reason: Reason
    until: datetime | None = None


@dataclass(eq=False, slots=True)
class Case:
    """A message, and the moment at which it would go.

    ``read`` is what whoever plans it has just read behind its locks, so that no rule reads it again.
    """

    message: Message
    at: datetime
    read: Any = None
    ground: Ground | None = None  # by what right it may go, if it needs one, once that was asked


Answers = Iterable[tuple[Case, Objection]]
Rule = Callable[[Sequence[Case]], Answers]
_rules: list[Rule] = []


def rule_for_many(function: Rule) -> Rule:
    """Register ``function(cases)`` as a rule of the gate. It yields its objections, each with its case.

    For a rule that asks the database: the same few queries for one case and for hundreds.
    """
    _rules.append(function)
    return function


def rule(function: Callable[[Message, datetime], Objection | None]) -> Rule:
    """Register ``function(message, at)``, which asks nothing but the message itself, as a rule."""

    def ask(cases: Sequence[Case]) -> Answers:
        for case in cases:
            objection = function(case.message, case.at)
            if objection:
                yield case, objection

    return rule_for_many(ask)


def judge(cases: Sequence[Case]) -> list[Objection | None]:
    """Return the objection to each of ``cases``, in their order, or None: the message may go.

    A *no* outranks every *not before*; of those the latest counts, so that a message is put off
    once and not step by step. Whoever has got a *no* is asked about no more.
    """
    found: dict[Case, Objection] = {}
    waiting = list(cases)
    for ask in _rules:
        for case, objection in ask(waiting):
            found[case] = _weightier(found.get(case), objection)
        waiting = [case for case in waiting if case not in found or found[case].until]
        if not waiting:
            break
    return [found.get(case) for case in cases]


def _weightier(known: Objection | None, new: Objection) -> Objection:
    if known is None or new.until is None:
        return new
    if known.until is None:
        return known
    return new if new.until > known.until else known
