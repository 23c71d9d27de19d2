"""The table of what was ordered on each day: on two reports."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import numbers, tables
from analytics.sales import Sold
from analytics.tables import Chart, Column, Row, Table
from shop.core import money


def total(days: Mapping[date, Sold]) -> Sold:
    return Sold(
        sum(each.orders for each in days.values()), sum(each.revenue for each in days.values())
    )


def orders_by_day(days: Mapping[date, Sold], *, title: str = "") -> Table:
    sold = total(days)
    if not sold.orders:
        days = {}
    says = ngettext(
        "%(number)s order, worth %(amount)s.", "%(number)s orders, worth %(amount)s.", sold.orders
    ) % {"number": numbers.number(sold.orders), "amount": money.formatted(sold.revenue)}
    return Table(
        name="orders",
        title=title or _("Orders and revenue per day"),
        says=says if days else "",
        nothing=_("Nothing was ordered in this period."),
        notes=[_note()] if days else [],
        chart=Chart.COLUMNS,
        is_folded=True,
        is_money=True,
        columns=[
            Column(_("Day")),
            Column(_("Orders"), is_number=True),
            Column(_("Revenue"), is_number=True, is_drawn=True),
        ],
        rows=[_day(day, each) for day, each in days.items()],
    )


def _note() -> str:
    return _(
        "An order counts on the day on which it was placed, with delivery and tax; what was"
        " given back later is not deducted."
    )


def _day(day: date, each: Sold) -> Row:
    cells = [tables.count(each.orders), tables.amount(each.revenue)]
    return Row([tables.words(numbers.day(day)), *cells])
