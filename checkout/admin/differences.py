"""What the shop and a bank do not agree on, one by one, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext

from checkout.admin.words import gateway_name
from checkout.gateways.interface import Entry
from checkout.models import Payment, Refund
from checkout.payments.statements import Book, name_of
from shop.core.admin import written


class Kind(StrEnum):
    """How a difference is called in a table for other programs."""

    ONLY_AT_BANK = "only_at_bank"
    ONLY_HERE = "only_here"
    OTHER_AMOUNT = "other_amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``here`` and ``there`` are minor units, None where nothing is written down."""

    kind: Kind
    entry: Entry  # ours where there is one
    gateway: str
    here: int | None
    there: int | None
    order: str = ""
    payment_id: int | None = None
    stands: str = ""

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def gateway_in_words(self) -> str:
        return gateway_name(self.gateway)

    @property
    def in_words(self) -> str:
        if self.kind is Kind.ONLY_HERE:
            return gettext("Here, but not at the bank.")
        if self.kind is Kind.OTHER_AMOUNT:
            return gettext("The bank says another amount.")
        if self.stands:
            words = gettext("At the bank, but not here on this day: here it stands as “%(state)s”.")
            return words % {"state": self.stands}
        return gettext("At the bank, but not here: the shop does not know it.")


def differences(book: Book) -> list[Difference]:
    """Return all that differs in ``book``, with how it stands here: two queries if anything does."""
    found = book.differences
    if not found:
        return []
    pairs: list[tuple[Kind, Entry | None, Entry | None]] = [
        *((Kind.ONLY_AT_BANK, None, theirs) for theirs in found.only_there),
        *((Kind.ONLY_HERE, ours, None) for ours in found.only_here),
        *((Kind.OTHER_AMOUNT, ours, theirs) for ours, theirs in found.other_amount),
    ]
    rows = _rows_named([ours or theirs for _kind, ours, theirs in pairs])
    return [_difference(book, kind, ours, theirs, rows) for kind, ours, theirs in pairs]


def _difference(
    book: Book,
    kind: Kind,
    ours: Entry | None,
    theirs: Entry | None,
    rows: Mapping[str, Payment | Refund],
) -> Difference:
    entry = cast("Entry", ours or theirs)
    row = rows.get(name_of(entry))
    return Difference(
        kind=kind,
        entry=entry,
        gateway=book.gateway,
        here=ours.amount if ours else None,
        there=theirs.amount if theirs else None,
        **(_standing(row) if row else {}),
    )


def _rows_named(entries: Iterable[Entry | None]) -> dict[str, Payment | Refund]:
    refs = [ref for ref in map(_uuid, filter(None, entries)) if ref]
    if not refs:
        return {}
    payments = Payment.objects.filter(ref__in=refs).select_related("order")
    refunds = Refund.objects.filter(ref__in=refs).select_related("payment__order")
    rows: list[Payment | Refund] = [*payments, *refunds]
    return {row.ref.hex: row for row in rows}


def _standing(row: Payment | Refund) -> dict[str, Any]:
    payment = row.payment if isinstance(row, Refund) else row
    stands = row.get_state_display()
    if row.settled_at:
        stands = f"{stands}, {written(row.settled_at)}"
    return {"order": payment.order.reference, "payment_id": payment.pk, "stands": stands}


def _uuid(entry: Entry) -> UUID | None:
    """A bank may know payments of other shops, by names of other kinds."""
    try:
        return UUID(entry.ref)
    except ValueError:
        return None
