"""Erases a person: what the law does not want kept is gone, and a row says how much it was (P5)."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from shop.core.privacy.models import Erasure
from shop.core.privacy.processing import Words, processing
from shop.core.privacy.subject import Subject

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows an app has erased, and how many it keeps all the same: it must."""

    erased: int = 0
    kept: int = 0


class Blocked(Exception):
    """Nothing can be erased now. ``words`` tell why, and what to do first."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


Eraser = Callable[[Subject], Outcome]
Objection = Callable[[Subject], Words | None]
_erasers: list[tuple[str, Eraser]] = []
_objections: list[Objection] = []


def erases_person(key: str) -> Callable[[Eraser], Eraser]:
    """Register ``erase(subject)`` for the processing ``key``. It opens its own transactions.

    Those of upper apps are called first: they take away what hangs on rows of the lower ones. It
    may be called again for the same person, and then finds nothing. It may raise Blocked.
    """

    def register(eraser: Eraser) -> Eraser:
        _erasers.append((key, eraser))
        return eraser

    return register


def objects_to_erasure(objection: Objection) -> Objection:
    """Register a question that is asked before anything is erased: words to object, else None."""
    _objections.append(objection)
    return objection


def objection_to(subject: Subject) -> Words | None:
    """Return why ``subject`` cannot be erased now; None when nothing stands against it."""
    return next((words for object_ in _objections if (words := object_(subject))), None)


def erase_person(subject: Subject, *, by: str) -> Erasure:
    """Erase what is kept about ``subject``, and return the row that says how much it was.

    ``by`` is ``self``, ``staff:<key>`` or ``command``. Safe to repeat: killed half-way, the next
    call does the rest. Raises Blocked while money is on its way, or for an account of staff.
    """
    if words := objection_to(subject):
        raise Blocked(words)
    erased: dict[str, int] = {}
    kept: dict[str, int] = {}
    for key, erase in reversed(_erasers):
        outcome = erase(subject)
        erased[key] = erased.get(key, 0) + outcome.erased
        kept[key] = kept.get(key, 0) + outcome.kept
    row = Erasure.objects.create(
        person_id=subject.person,
        by=by,
        erased={key: count for key, count in erased.items() if count},
        kept={key: count for key, count in kept.items() if count},
    )
    log.info("person_erased", person=subject.person, by=by, **row.erased)
    return row


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an erasure, in words."""

    name: Words
    count: int
    why: Words = ""


def in_words(erasure: Erasure) -> tuple[list[Line], list[Line]]:
    """Return what was erased, and what was kept and why."""
    erased = [Line(processing(key).name, count) for key, count in erasure.erased.items()]
    kept = [
        Line(processing(key).name, count, processing(key).survives)
        for key, count in erasure.kept.items()
    ]
    return erased, kept
