"""What was ordered. An order is placed once it is paid, whatever becomes of it later."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.periods import Period
from checkout.models import Order


@dataclass(frozen=True, slots=True)
class Sold:
    """``revenue`` is the sum of the totals, delivery and tax included, in minor units."""

    orders: int = 0
    revenue: int = 0


def sold(period: Period) -> Sold:
    """Return what was ordered in ``period``: one query (``order_by_day``)."""
    placed = Order.objects.filter(period.holds("placed_at"))
    return Sold(**placed.aggregate(orders=Count("pk"), revenue=Sum("total", default=0)))


def by_day(period: Period) -> dict[date, Sold]:
    """Return every day of ``period``, in order: one query (``order_by_day``)."""
    rows = (
        Order.objects.filter(period.holds("placed_at"))
        .annotate(day=TruncDate("placed_at", tzinfo=timezone.get_current_timezone()))
        .values_list("day")
        .annotate(orders=Count("pk"), revenue=Sum("total"))
        .order_by("day")
    )
    known = {day: Sold(orders, revenue) for day, orders, revenue in rows}
    return {day: known.get(day, Sold()) for day in period.days}
