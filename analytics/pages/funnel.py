"""The report on the nine steps: how many came how far, and where they stopped (A2)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import funnel as facts
from analytics import numbers, sales, searches, tables
from analytics.funnel import Carts, Stage
from analytics.menu import FUNNEL
from analytics.pages.orders import orders_by_day, total
from analytics.pages.page import Shown, compared, compared_amount, of_period, page
from analytics.pages.trouble import failed_payments, form_errors
from analytics.periods import Period
from analytics.sales import Sold
from analytics.tables import Cell, Chart, Column, Figure, Row, Table
from shop.core import money

EMPTY = tables.reading(numbers.NOTHING)


@page(FUNNEL)
@of_period
def funnel(period: Period) -> Shown:
    carts = facts.carts(period)
    carts_before = facts.carts(period.before) if facts.are_kept(period.before) else None
    views = facts.views(period)
    days = sales.by_day(period)
    return {
        "introduction": _(
            "Searches and product pages are counted as visits, and nobody knows whose they were."
            " From the cart on, each cart that was begun in the period is followed, however late"
            " its shopper goes on: those of the last days may still become orders. Carts of the"
            " shop's own staff and of known programs are left out, and those that a shopper has emptied for good are"
            " erased, here too."
        ),
        "figures": _figures(carts, carts_before, total(days), sales.sold(period.before)),
        "tables": [
            _steps(
                carts,
                searches=searches.counted(period).searches,
                views=views,
                are_kept=facts.are_kept(period),
            ),
            *([] if period.is_one_day else [orders_by_day(days)]),
            form_errors(period),
            failed_payments(period),
        ],
        "notes": [
            _(
                "How long people take for a step is not shown: the shop writes down when a step was"
                " finished, not when its page was opened."
            )
        ],
    }


def _figures(now: Carts, before: Carts | None, sold: Sold, sold_before: Sold) -> list[Figure]:
    placed = now.reached(Stage.PLACED)
    if before is None:
        then = ordered = _(
            "before: not known, unfinished orders are erased after %(days)s days"
        ) % {"days": settings.RETENTION_DAYS}
    else:
        then = compared(now.begun, before.begun)
        ordered = _("before: %(number)s") % {
            "number": numbers.share(before.reached(Stage.PLACED), before.begun)
        }
    return [
        Figure(label=_("Carts begun"), value=numbers.number(now.begun), note=then),
        Figure(
            label=_("Of these carts, ordered"), value=numbers.share(placed, now.begun), note=ordered
        ),
        Figure(
            label=_("Orders placed"),
            value=numbers.number(sold.orders),
            note=compared(sold.orders, sold_before.orders),
        ),
        Figure(
            label=_("Revenue"),
            value=money.formatted(sold.revenue),
            note=compared_amount(sold.revenue, sold_before.revenue, counted=sold_before.orders),
        ),
    ]


def _steps(carts: Carts, *, searches: int, views: int, are_kept: bool) -> Table:
    begun, placed = carts.begun, carts.reached(Stage.PLACED)
    return Table(
        name="steps",
        title=_("The nine steps"),
        says=_says(begun, placed),
        notes=[
            *([] if are_kept else [_erased()]),
            *_notes(carts, views),
            _(
                "What stopped at a step is worth what lies in those carts, at the prices that the"
                " shopper saw, without promo code and delivery."
            ),
        ],
        chart=Chart.BARS,
        columns=[
            Column(_("Step")),
            Column(_("What is counted")),
            Column(_("Count"), is_number=True, is_drawn=True),
            Column(_("Of the step before"), is_number=True),
            Column(_("Lost before it"), is_number=True),
            Column(_("Worth"), is_number=True),
        ],
        rows=[
            _visits(_("1. Search"), _("searches made"), searches),
            _visits(_("2. Product and reviews"), _("product pages looked at"), views),
            _cart(carts),
            _code(carts),
            *_later_steps(carts),
        ],
    )


def _says(begun: int, placed: int) -> str:
    if not begun:
        return _("No cart was begun in this period.")
    told = ngettext(
        "Of %(begun)s cart, %(placed)s became an order.",
        "Of %(begun)s carts, %(placed)s became orders.",
        begun,
    )
    return told % {"begun": numbers.number(begun), "placed": numbers.number(placed)}


def _erased() -> str:
    return _(
        "Carts and started orders that came to nothing are erased after %(days)s days:"
        " of such an old period those that became orders are left, and the shares say little."
    ) % {"days": settings.RETENTION_DAYS}


def _notes(carts: Carts, views: int) -> Iterable[str]:
    if views and carts.begun:
        yield _("Carts begun for every 100 product pages looked at: %(number)s.") % {
            "number": numbers.decimal(100 * carts.begun / views)
        }
    if carts.tried:
        yield _("Carts with a promo code: %(accepted)s; in which one was refused: %(refused)s.") % {
            "accepted": numbers.number(carts.with_code),
            "refused": numbers.number(carts.refused),
        }
    yield _("The chart begins with the cart: before it visits are counted, from it on carts.")


def _visits(step: str, what: str, number: int) -> Row:
    cells = [tables.words(step), tables.words(what), tables.count(number), EMPTY, EMPTY, EMPTY]
    return Row(cells, is_drawn=False)


def _cart(carts: Carts) -> Row:
    cells = [tables.words(_("3. Cart")), tables.words(_("carts begun")), tables.count(carts.begun)]
    return Row([*cells, EMPTY, EMPTY, EMPTY])


def _code(carts: Carts) -> Row:
    """A side step: nobody has to take it, so nobody is lost by leaving it out."""
    share = tables.share(carts.tried, carts.begun)
    cells = [
        tables.words(_("4. Promo code")),
        tables.words(_("carts in which a code was tried")),
        tables.count(carts.tried),
    ]
    return Row([*cells, share, EMPTY, EMPTY], is_aside=True)


def _later_steps(carts: Carts) -> Iterable[Row]:
    """Whoever did not finish a step stopped at it: with what was finished before."""
    titles = {
        Stage.EMAIL: (_("5. Account or guest"), _("e-mail address given")),
        Stage.ADDRESSES: (_("6. Addresses"), _("addresses given")),
        Stage.DELIVERY: (_("7. Delivery"), _("delivery chosen")),
        Stage.PAYMENT: (_("8. Payment"), _("payment begun")),
        Stage.PLACED: (_("9. Confirmation"), _("order placed")),
    }
    for stage, (step, what) in titles.items():
        earlier = Stage(stage - 1)
        stopped = carts.stopped[earlier]
        cells: list[Cell] = [
            tables.words(step),
            tables.words(what),
            tables.count(carts.reached(stage)),
            tables.share(carts.reached(stage), carts.reached(earlier)),
            tables.count(stopped.carts),
            tables.amount(stopped.value),
        ]
        yield Row(cells)
