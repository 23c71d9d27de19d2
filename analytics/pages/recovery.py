"""The report on what was left and what came back (A3)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import numbers, recovered, tables
from analytics.menu import RECOVERY
from analytics.pages.page import Shown, compared, compared_amount, of_period, page
from analytics.periods import Period
from analytics.recovered import Outcome
from analytics.tables import Cell, Chart, Column, Figure, Row, Table
from recovery.models import Cause, Code, Depth, Obstacle
from shop.core import money


@page(RECOVERY)
@of_period
def recovery(period: Period) -> Shown:
    found = recovered.outcomes(period)
    names = recovered.scenarios()
    return {
        "introduction": _(
            "This is what came back; it is not yet what the help was worth. Some would have come"
            " back by themselves, and only a comparison with people who are not written to can"
            " tell how many. A visit counts on the day on which it was left, whatever became of it"
            " later."
        ),
        "figures": _figures(found.total, recovered.outcomes(period.before).total),
        "tables": [
            *([] if period.is_one_day else [_by_day(recovered.by_day(period))]),
            _outcomes(
                "scenario",
                _("By scenario"),
                _("Scenario"),
                found.by("scenario"),
                lambda key: names.get(key, _("no scenario (failed payments are told of at once)")),
            ),
            _outcomes("cause", _("By likely cause"), _("Likely cause"), found.by("cause"), _cause),
            _outcomes("said", _("By what people said"), _("Answer"), found.by("said"), _said),
            _outcomes("depth", _("By how far they had come"), _("Left"), found.by("depth"), _depth),
            _held_back(recovered.held_back(period)),
            _alerts(recovered.alerts(period)),
        ],
    }


def _figures(now: Outcome, before: Outcome) -> list[Figure]:
    return [
        Figure(
            label=_("Visits left unfinished"),
            value=numbers.number(now.noticed),
            note=compared(now.noticed, before.noticed),
        ),
        Figure(
            label=_("Written to"),
            value=numbers.number(now.written),
            note=compared(now.written, before.written),
        ),
        Figure(
            label=_("Came back"),
            value=numbers.number(now.returned),
            note=compared(now.returned, before.returned),
        ),
        Figure(
            label=_("Ordered after all"),
            value=numbers.number(now.ordered),
            note=compared(now.ordered, before.ordered),
        ),
        Figure(
            label=_("Revenue of these orders"),
            value=money.formatted(now.revenue),
            note=compared_amount(now.revenue, before.revenue, counted=before.ordered),
        ),
    ]


def _by_day(days: Mapping[date, Outcome]) -> Table:
    noticed = sum(each.noticed for each in days.values())
    ordered = sum(each.ordered for each in days.values())
    told = ngettext(
        "%(noticed)s visit was left unfinished; ordered after all: %(ordered)s.",
        "%(noticed)s visits were left unfinished; ordered after all: %(ordered)s.",
        noticed,
    )
    return Table(
        name="by-day",
        title=_("Left, and ordered after all, by day"),
        says=told % {"noticed": numbers.number(noticed), "ordered": numbers.number(ordered)}
        if noticed
        else "",
        nothing=_("Nothing was left unfinished in this period."),
        chart=Chart.COLUMNS,
        is_folded=True,
        columns=[
            Column(_("Day")),
            Column(_("Left unfinished"), is_number=True, is_drawn=True),
            Column(_("Written to"), is_number=True),
            Column(_("Came back"), is_number=True),
            Column(_("Ordered after all"), is_number=True, is_drawn=True),
        ],
        rows=[Row([tables.words(numbers.day(day)), *_counts(each)]) for day, each in days.items()]
        if noticed
        else [],
    )


def _counts(each: Outcome) -> list[Cell]:
    shown = (each.noticed, each.written, each.returned, each.ordered)
    return [tables.count(number) for number in shown]


def _outcomes(
    name: str,
    title: str,
    heading: str,
    found: Mapping[Any, Outcome],
    words: Callable[[Any], object],
) -> Table:
    ranked = sorted(found.items(), key=lambda each: (-each[1].noticed, str(words(each[0]))))
    total = sum(found.values(), Outcome())
    return Table(
        name=f"by-{name}",
        title=title,
        nothing=_("Nothing was left unfinished in this period."),
        columns=[Column(heading), *(Column(each, is_number=True) for each in _columns())],
        rows=[
            *(_outcome(capfirst(str(words(key))), each) for key, each in ranked),
            *([_outcome(_("All"), total, is_total=True)] if len(ranked) > 1 else []),
        ],
    )


def _columns() -> list[str]:
    """Return the headings of ``_outcome``: the story first, then the rest."""
    return [
        _("Noticed"),
        _("Written to"),
        _("Came back"),
        _("Ordered"),
        _("Revenue"),
        _("Back by the link"),
        _("Held back"),
        _("To be written to"),
        _("Officially abandoned"),
        _("Asked to be left alone"),
    ]


def _outcome(title: str, each: Outcome, *, is_total: bool = False) -> Row:
    counts = (each.by_link, each.held_back, each.waiting, each.abandoned, each.stopped)
    cells = [
        tables.words(title),
        *_counts(each),
        tables.amount(each.revenue),
        *(tables.count(number) for number in counts),
    ]
    return Row(cells, is_total=is_total)


def _held_back(reasons: Mapping[str, int]) -> Table:
    return Table(
        name="held-back",
        title=_("Why nobody was written to"),
        says=_(
            "The shop asks before it plans a reminder, and again before it sends one. The ledger of"
            " each visit tells the rest."
        )
        if reasons
        else "",
        nothing=_("Nobody was held back in this period."),
        columns=[Column(_("Reason")), Column(_("Visits"), is_number=True)],
        rows=[
            Row([tables.words(_reason(code)), tables.count(visits)])
            for code, visits in reasons.items()
        ],
    )


def _alerts(found: Mapping[str, int]) -> Table:
    titles = (
        ("raised", _("Staff were told of a failed payment")),
        ("seen", _("… and somebody has seen to it")),
        ("paid", _("… and the order was paid after all")),
    )
    return Table(
        name="alerts",
        title=_("Failed payments that staff were told of"),
        nothing=_("No payment failed in this period."),
        columns=[Column(_("What")), Column(_("Failed payments"), is_number=True)],
        rows=[Row([tables.words(title), tables.count(found[name])]) for name, title in titles]
        if found["raised"]
        else [],
    )


def _cause(code: str) -> object:
    return Cause(code).label


def _said(code: str) -> object:
    return Obstacle(code).label if code else _("no answer")


def _depth(number: int) -> object:
    return Depth(number).label


def _reason(code: str) -> object:
    return Code(code).label if code in Code.values else code
