"""The report on searches: what people look for, and what they do not find (A1)."""

from collections.abc import Callable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import numbers, tables
from analytics.menu import SEARCHES
from analytics.pages.page import Shown, compared, of_period, page
from analytics.periods import Period
from analytics.searches import Counted, Term, by_day, counted, terms
from analytics.tables import Cell, Chart, Column, Figure, Row, Table
from analytics.waiting import Awaited, awaited

MOST = 25  # terms of a table
MOST_OF_A_DAY = 250
MOVED = 10


@page(SEARCHES)
@of_period
def searches(period: Period) -> Shown:
    days = by_day(period)
    before = counted(period.before)
    found = terms(period, most=MOST_OF_A_DAY if period.is_one_day else MOST, moved=MOVED)
    shown = [
        *([] if period.is_one_day else [_by_day(days)]),
        _top(found.top, period),
        _unfound(found.unfound),
        _awaited(awaited(most=MOST)),
        _moved("rising", _("Asked for more than before"), found.rising),
        _moved("falling", _("Asked for less than before"), found.falling),
    ]
    return {
        "introduction": _(
            "A search is written down as it was typed, and not whose it was. Each search counts,"
            " also when somebody makes it twice. Click on a term to search for it yourself: that"
            " is written down as well."
        ),
        "figures": _figures(days, before),
        "tables": shown,
    }


def _figures(days: Mapping[date, Counted], before: Counted) -> list[Figure]:
    now = Counted(
        sum(each.searches for each in days.values()),
        sum(each.without for each in days.values()),
        sum(each.hits for each in days.values()),
    )
    return [
        Figure(
            label=_("Searches"),
            value=numbers.number(now.searches),
            note=compared(now.searches, before.searches),
        ),
        Figure(
            label=_("Found nothing"),
            value=numbers.number(now.without),
            note=compared(now.without, before.without),
        ),
        Figure(
            label=_("Found nothing, of all searches"),
            value=numbers.share(now.without, now.searches),
            note=_("before: %(number)s")
            % {"number": numbers.share(before.without, before.searches)},
        ),
        Figure(
            label=_("Products found by a search, on average"),
            value=numbers.decimal(now.average) if now.searches else numbers.NOTHING,
            note=_("before: %(number)s")
            % {"number": numbers.decimal(before.average) if before.searches else numbers.NOTHING},
        ),
    ]


def _by_day(days: Mapping[date, Counted]) -> Table:
    busiest = max(days, key=lambda day: days[day].searches)
    total = sum(each.searches for each in days.values())
    says = ngettext("%(number)s search.", "%(number)s searches.", total) % {
        "number": numbers.number(total)
    }
    if total:
        says += " " + _("Most of them, %(number)s, on %(day)s.") % {
            "number": numbers.number(days[busiest].searches),
            "day": numbers.long_day(busiest),
        }
    return Table(
        name="by-day",
        title=_("Searches per day"),
        says=says,
        nothing="" if total else _("Nobody has searched in this period."),
        chart=Chart.LINE,
        is_folded=True,
        columns=[
            Column(_("Day")),
            Column(_("Searches"), is_number=True, is_drawn=True),
            Column(_("Found nothing"), is_number=True, is_drawn=True),
            Column(_("Found on average"), is_number=True),
        ],
        rows=[_day_row(day, each) for day, each in days.items()] if total else [],
    )


def _day_row(day: date, each: Counted) -> Row:
    average = numbers.decimal(each.average) if each.searches else numbers.NOTHING
    return Row(
        [
            tables.linked(tables.words(numbers.day(day)), SEARCHES.name, day=day.isoformat()),
            tables.count(each.searches),
            tables.count(each.without),
            tables.reading(average),
        ]
    )


def _top(found: list[Term], period: Period) -> Table:
    return _terms(
        "top",
        _("All terms of the day") if period.is_one_day else _("What is asked for most"),
        found,
        nothing=_("Nobody has searched in this period."),
        columns={
            _("Searches"): lambda each: tables.count(each.searches),
            _("Found nothing"): lambda each: tables.count(each.without),
            _("Found on average"): lambda each: tables.reading(numbers.decimal(each.average)),
        },
    )


def _unfound(found: list[Term]) -> Table:
    return _terms(
        "unfound",
        _("What people do not find"),
        found,
        says=_("What to stock, or which word to add to a product."),
        nothing=_("Every search of this period has found something."),
        columns={
            _("Found nothing"): lambda each: tables.count(each.without),
            _("Searches"): lambda each: tables.count(each.searches),
            _("Last asked for"): lambda each: tables.reading(numbers.day(localdate(each.last_at))),
        },
    )


def _awaited(found: list[Awaited]) -> Table:
    return Table(
        name="awaited",
        title=_("What people wait for"),
        says=_("They asked to be told once: of a search, or when it is back in stock.")
        if found
        else "",
        nothing=_("Nobody waits for anything at the moment."),
        columns=[Column(_("Waits for")), Column(_("SKU")), Column(_("People"), is_number=True)],
        rows=[
            Row([_what(each), tables.words(each.sku or "–"), tables.count(each.people)])
            for each in found
        ],
    )


def _what(each: Awaited) -> Cell:
    search = f"{reverse('search')}?{urlencode({'q': each.name})}"
    path = f"{each.path}?{urlencode({'v': each.sku})}" if each.sku else search
    return tables.words(each.name, href=path)


def _moved(name: str, title: str, found: list[Term]) -> Table:
    return _terms(
        name,
        title,
        found,
        is_half=True,
        nothing=_("No term has moved by three searches or more."),
        columns={
            _("Searches"): lambda each: tables.count(each.searches),
            _("Before"): lambda each: tables.count(each.before),
            _("Difference"): lambda each: tables.reading(_change(each)),
        },
    )


def _terms(
    name: str,
    title: str,
    found: list[Term],
    *,
    columns: Mapping[str, Callable[[Term], Cell]],
    nothing: str,
    says: str = "",
    is_half: bool = False,
) -> Table:
    """Return a table with a row for each term, and what ``columns`` tell of it."""
    return Table(
        name=name,
        title=title,
        says=says if found else "",
        nothing=nothing,
        is_half=is_half,
        columns=[Column(_("Term")), *(Column(each, is_number=True) for each in columns)],
        rows=[Row([_term(each), *(of(each) for of in columns.values())]) for each in found],
    )


def _change(term: Term) -> str:
    return numbers.change(term.searches, term.before) or numbers.difference(
        term.searches - term.before
    )


def _term(term: Term) -> Cell:
    return tables.words(term.typed, href=f"{reverse('search')}?{urlencode({'q': term.typed})}")
