"""The first report: what somebody looks at every morning."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from analytics import sales, tables
from analytics.menu import FUNNEL, OVERVIEW, RECOVERY, SEARCHES
from analytics.overview import Glance, Waiting, glances, waiting
from analytics.pages.orders import orders_by_day
from analytics.pages.page import Shown, page
from analytics.periods import last_days
from analytics.tables import Cell, Column, Row, Table

DAYS_DRAWN = 30


@page(OVERVIEW)
def overview(request: HttpRequest) -> Shown:
    return {
        "introduction": _("What happened, at a glance. Each line leads to the report behind it."),
        "tables": [
            _glance(glances(), may_see_searches=request.user.has_perm(SEARCHES.permission)),
            _waiting(waiting(), may=request.user.has_perm),
            orders_by_day(
                sales.by_day(last_days(DAYS_DRAWN)),
                title=_("Orders and revenue per day, last 30 days"),
            ),
        ],
    }


def _glance(found: list[Glance], *, may_see_searches: bool) -> Table:
    funnel, recovery = reverse(FUNNEL.name), reverse(RECOVERY.name)
    searches = reverse(SEARCHES.name) if may_see_searches else ""

    def line(title: str, href: str, cells: Iterable[Cell]) -> Row:
        return Row([tables.words(title, href=href and f"{href}?days=7"), *cells])

    def counts(of: Callable[[Glance], int]) -> Iterable[Cell]:
        return (tables.count(of(each)) for each in found)

    return Table(
        name="glance",
        title=_("Today, yesterday, this week"),
        columns=[Column(_("What")), *(Column(title, is_number=True) for title in _span_titles())],
        rows=[
            line(_("Orders"), funnel, counts(lambda each: each.orders)),
            line(_("Revenue"), funnel, (tables.amount(each.revenue) for each in found)),
            line(_("Carts begun"), funnel, counts(lambda each: each.carts)),
            line(_("… of these still open"), funnel, counts(lambda each: each.carts_open)),
            line(_("Visits left unfinished"), recovery, counts(lambda each: each.left)),
            line(
                _("Orders after something was left"), recovery, counts(lambda each: each.recovered)
            ),
            line(_("Searches"), searches, counts(lambda each: each.searches)),
            line(_("Searches that found nothing"), searches, counts(lambda each: each.unfound)),
        ],
    )


def _span_titles() -> list[str]:
    return [_("Today so far"), _("Yesterday"), _("Last 7 days")]


def _waiting(now: Waiting, *, may: Callable[[str], bool]) -> Table:
    """Lead to the rows whoever may see them: marketing sees how many alerts wait, not whose."""
    messages = alerts = ""
    if may("messaging.view_message"):
        messages = f"{reverse('admin:messaging_message_changelist')}?look=unknown"
    if may("recovery.view_alert"):
        alerts = f"{reverse('admin:recovery_alert_changelist')}?seen=no"
    return Table(
        name="waiting",
        title=_("To look at now"),
        columns=[Column(_("What")), Column(_("Now"), is_number=True)],
        rows=[
            Row(
                [
                    tables.words(_("Messages that may or may not have been sent"), href=messages),
                    tables.count(now.unknown_messages),
                ]
            ),
            Row(
                [
                    tables.words(_("Failed payments that nobody has seen to"), href=alerts),
                    tables.count(now.failed_payments),
                ]
            ),
        ],
    )
