"""What moved on a day: by the shop's own record, and by the statements of its banks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import QuerySet

from checkout.gateways.calling import calling
from checkout.gateways.interface import Capability, Entry, Unreachable, gateway, offered
from checkout.models import Payment, Refund, RefundState
from checkout.models.payment import TAKEN

log = structlog.get_logger(__name__)

# A movement of one day here may be of the next one there: the shop may hear of it later.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Movement:
    """An ``entry`` of the shop's own record, and of which order and payment it is."""

    entry: Entry
    gateway: str
    order: str
    payment_id: int


@dataclass(frozen=True, slots=True)
class Differences:
    """What two lists do not agree on. ``other_amount`` holds ours first, then theirs."""

    only_there: tuple[Entry, ...] = ()
    only_here: tuple[Entry, ...] = ()
    other_amount: tuple[tuple[Entry, Entry], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.only_there or self.only_here or self.other_amount)


@dataclass(frozen=True, slots=True)
class Book:
    """A gateway's day. ``differences`` is None where no bank was heard: it has no statement, or it
    ``is_silent``.
    """

    gateway: str
    movements: list[Movement]
    differences: Differences | None = None
    is_silent: bool = False

    @property
    def taken(self) -> int:
        return sum(each.entry.amount for each in self.movements if each.entry.amount > 0)

    @property
    def given_back(self) -> int:
        return -sum(each.entry.amount for each in self.movements if each.entry.amount < 0)

    @property
    def net(self) -> int:
        return self.taken - self.given_back


def books(start: datetime, end: datetime) -> list[Book]:
    """Return the book of each gateway from ``start`` up to, not including, ``end``.

    Asks the banks: outside of every transaction.
    """
    around = movements(start - MARGIN, end + MARGIN)
    codes = [*offered(), *sorted({each.gateway for each in around} - {*offered()})]
    return [
        _book(code, [each for each in around if each.gateway == code], start, end) for code in codes
    ]


def movements(start: datetime, end: datetime) -> list[Movement]:
    """Return what the shop took and gave back, by time: two queries. What was free moved nothing."""
    taken = Payment.objects.filter(state__in=TAKEN, amount__gt=0).select_related("order")
    given = Refund.objects.filter(state=RefundState.SUCCEEDED).select_related("payment__order")
    found = [
        *(_movement(row, row, row.amount) for row in _within(taken, start, end)),
        *(_movement(row, row.payment, -row.amount) for row in _within(given, start, end)),
    ]
    return sorted(found, key=lambda each: (each.entry.at, each.entry.ref))


def statement_of(code: str, start: datetime, end: datetime) -> list[Entry] | None:
    """Return what the bank says of the same time; None if it gives no statements.

    Raises Unreachable. Outside of every transaction, as all talk with a bank.
    """
    try:
        can = gateway(code).CAPABILITIES
    except KeyError:  # in use no longer
        return None
    if Capability.STATEMENT not in can:
        return None
    with calling(code) as bank:
        return list(bank.statement(start, end))


def compare(
    ours: Iterable[Entry], theirs: Iterable[Entry], *, start: datetime, end: datetime
) -> Differences:
    """Match both lists by the names of payments and refunds; return what differs in the time given.

    The lists may reach further than from ``start`` to ``end``: what is matched by something just
    outside of it is no difference. Several entries of one name count as one.
    """
    here = _by_name(ours, {})
    there = _by_name(theirs, {e.bank_ref: name for name, e in here.items() if e.bank_ref})

    def in_time(entry: Entry) -> bool:
        return start <= entry.at < end

    pairs = [(entry, there[name]) for name, entry in here.items() if name in there]
    return Differences(
        only_there=tuple(e for name, e in there.items() if name not in here and in_time(e)),
        only_here=tuple(e for name, e in here.items() if name not in there and in_time(e)),
        other_amount=tuple(
            (mine, other)
            for mine, other in pairs
            if (mine.amount, mine.currency) != (other.amount, other.currency)
            and (in_time(mine) or in_time(other))
        ),
    )


def name_of(entry: Entry) -> str:
    """Return our name for it, as all banks write it; empty for what the bank does not know."""
    return entry.ref.replace("-", "").lower()


def _book(code: str, around: list[Movement], start: datetime, end: datetime) -> Book:
    in_time = [each for each in around if start <= each.entry.at < end]
    try:
        theirs = statement_of(code, start - MARGIN, end + MARGIN)
    except Unreachable:
        log.warning("no_statement", gateway=code)
        return Book(code, in_time, is_silent=True)
    if theirs is None:
        return Book(code, in_time)
    ours = [each.entry for each in around]
    return Book(code, in_time, compare(ours, theirs, start=start, end=end))


def _by_name(entries: Iterable[Entry], by_bank_ref: Mapping[str, str]) -> dict[str, Entry]:
    """``by_bank_ref`` names those of which the bank knows its own name alone."""
    found: dict[str, Entry] = {}
    for entry in entries:
        name = name_of(entry) or by_bank_ref.get(entry.bank_ref) or f"bank {entry.bank_ref}"
        known = found.get(name)
        found[name] = replace(known, amount=known.amount + entry.amount) if known else entry
    return found


def _within(rows: QuerySet[Any], start: datetime, end: datetime) -> QuerySet[Any]:
    return rows.filter(settled_at__gte=start, settled_at__lt=end)


def _movement(row: Payment | Refund, payment: Payment, amount: int) -> Movement:
    entry = Entry(
        ref=str(row.ref),
        bank_ref=row.bank_ref,
        amount=amount,
        currency=payment.currency,
        at=row.settled_at or row.created_at,
    )
    return Movement(entry, payment.gateway, payment.order.reference, payment.pk)
