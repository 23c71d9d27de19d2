"""What got into shoppers' way: fields that were refused, payments that failed."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from analytics import funnel, numbers, tables
from analytics.periods import Period
from analytics.tables import Chart, Column, Row, Table
from checkout.admin.words import form_field, rule
from checkout.models import PaymentError, Step

MOST = 20


def form_errors(period: Period) -> Table:
    rows = funnel.form_errors(period, most=MOST)
    return Table(
        name="form-errors",
        title=_("Fields that were refused"),
        says=_("Where people get stuck in a form. What they typed is not kept.") if rows else "",
        nothing=_("No form was refused in this period."),
        columns=[
            Column(_("Step")),
            Column(_("Field")),
            Column(_("Why")),
            Column(_("Times"), is_number=True),
            Column(_("Carts"), is_number=True),
        ],
        rows=[
            Row(
                [
                    tables.words(capfirst(str(Step(row["step"]).label))),
                    tables.words(capfirst(form_field(row["field"]))),
                    tables.words(rule(row["code"])),
                    tables.count(row["times"]),
                    tables.count(row["carts"]),
                ]
            )
            for row in rows
        ],
    )


def failed_payments(period: Period) -> Table:
    rows = funnel.failed_payments(period)
    return Table(
        name="failed-payments",
        title=_("Why payments failed"),
        nothing=_("No payment failed in this period."),
        chart=Chart.BARS,
        says=_("Payments that failed: %(number)s.")
        % {"number": numbers.number(sum(row["payments"] for row in rows))}
        if rows
        else "",
        columns=[
            Column(_("Error")),
            Column(_("Payments"), is_number=True, is_drawn=True),
            Column(_("Orders"), is_number=True),
            Column(_("Paid after all"), is_number=True),
        ],
        rows=[_failure(row) for row in rows],
    )


def _failure(row: dict[str, Any]) -> Row:
    error = row["error"]
    words = PaymentError(error).label if error in PaymentError.values else _("not known")
    counts = (tables.count(row[name]) for name in ("payments", "orders", "paid"))
    return Row([tables.words(capfirst(str(words))), *counts])
