"""The money of a day, by the shop's own record and by its banks' statements, for whoever keeps books."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.admin.differences import Difference, differences
from checkout.admin.words import gateway_name
from checkout.gateways.interface import Entry
from checkout.models import Payment
from checkout.payments.reconciling import unclear
from checkout.payments.statements import Book, books, name_of
from shop.core import clock, money

FIRST = date(2000, 1, 1)
_COLUMNS = (
    "time", "gateway", "order", "reference", "bank_reference", "currency", "here", "at_bank", "bank",
)  # fmt: skip
_SAYS = {
    "silent": _("the bank did not answer"),
    "no_statement": _("gives no statements"),
    "agrees": _("agrees"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A gateway's day as the page shows it."""

    book: Book
    name: str
    unclear: int
    differences: list[Difference]

    @property
    def code(self) -> str:
        """What the bank says of all that is not named among the differences."""
        if self.book.is_silent:
            return "silent"
        return "no_statement" if self.book.differences is None else "agrees"

    @property
    def says(self) -> str | Promise:
        return _("differs") if self.differences else _SAYS[self.code]


def reconciliation_view(request: HttpRequest) -> HttpResponse:
    """Show a day, or hand it out as a table for other programs (``?format=csv``)."""
    if not request.user.has_perm("checkout.view_payment"):
        raise PermissionDenied
    day, is_as_asked = _day(request.GET)
    start, end = _midnight(day), _midnight(day + timedelta(days=1))
    lines = _lines(books(start, end))
    if request.GET.get("format") == "csv":
        return _as_csv(day, lines)
    today = timezone.localdate(clock.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Money of the day"),
        "opts": Payment._meta,  # noqa: SLF001 - the documented name
        "day": day,
        "is_as_asked": is_as_asked,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "lines": lines,
        "differences": [each for line in lines for each in line.differences],
        "total": Book("", [each for line in lines for each in line.book.movements]),
        "unclear": sum(line.unclear for line in lines),
    }
    return render(request, "admin/checkout/payment/reconciliation.html", context)


def _day(query: Mapping[str, str]) -> tuple[date, bool]:
    """Return the day asked for, by default yesterday: the last one that is over."""
    today = timezone.localdate(clock.now())
    yesterday = today - timedelta(days=1)
    if not query.get("day"):
        return yesterday, True
    try:
        day = date.fromisoformat(query["day"])
    except ValueError:
        return yesterday, False
    return (day, True) if FIRST <= day <= today else (yesterday, False)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _lines(found: Iterable[Book]) -> list[Line]:
    waiting: Counter[str] = Counter(
        dict(
            unclear(at=clock.now())
            .order_by()
            .values_list("gateway")
            .annotate(number=Count("pk"))
        )
    )  # fmt: skip
    return [
        Line(book, gateway_name(book.gateway), waiting[book.gateway], differences(book))
        for book in found
    ]


def _as_csv(day: date, lines: Iterable[Line]) -> HttpResponse:
    """Hand out the movements one by one, in UTF-8 with the mark that spreadsheets look for."""
    name = f"money-{day.isoformat()}.csv"
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    table = csv.writer(response)
    table.writerow(_COLUMNS)
    for line in lines:
        table.writerows(_rows(line))
    return response


def _rows(line: Line) -> Iterator[list[str]]:
    """Yield what moved here, with what the bank says of it, then what moved at the bank alone."""
    odd = {name_of(each.entry): each for each in line.differences}
    for each in line.book.movements:
        found, here = odd.pop(name_of(each.entry), None), each.entry.amount
        there = found.there if found else here if line.code == "agrees" else None
        says = found.kind.value if found else line.code
        yield [*_names(line, each.entry, each.order), *map(_plain, (here, there)), says]
    for found in odd.values():
        amounts = map(_plain, (found.here, found.there))
        yield [*_names(line, found.entry, found.order), *amounts, found.kind.value]


def _names(line: Line, entry: Entry, order: str) -> list[str]:
    return [
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        line.book.gateway,
        order,
        _harmless(entry.ref),
        _harmless(entry.bank_ref),
        entry.currency,
    ]


def _plain(amount: int | None) -> str:
    return "" if amount is None else money.plain(amount)


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a bank's word for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
