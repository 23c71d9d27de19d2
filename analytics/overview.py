"""The few numbers that somebody looks at every morning: today, yesterday, the last seven days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from analytics.funnel import shoppers_carts
from analytics.periods import Period, last_days, one_day
from cart.models import CartState
from catalog.models import Search
from checkout.models import Order
from recovery.models import Alert, Episode
from shop.core.messaging.models import Message, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What there was in one of the spans."""

    orders: int
    revenue: int
    carts: int
    carts_open: int
    left: int
    recovered: int
    searches: int
    unfound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What somebody should look at now."""

    unknown_messages: int
    failed_payments: int


def spans() -> tuple[Period, Period, Period]:
    """Return today, yesterday, and the last seven days, which have both."""
    today = last_days(1)
    return today, one_day(today.first - timedelta(days=1)), last_days(7)


def glances() -> list[Glance]:
    """Return one for each of ``spans()``: four queries, each over seven days."""
    asked = spans()
    week = asked[-1]
    facts = [
        _counted(Order.objects.filter(week.holds("placed_at")), asked, _sales),
        _counted(shoppers_carts(week), asked, _carts),
        _counted(Episode.objects.filter(week.holds("left_at")), asked, _visits),
        _counted(Search.objects.filter(week.holds("searched_at")), asked, _searches),
    ]
    return [
        Glance(**{name: value for each in facts for name, value in each[number].items()})
        for number in range(len(asked))
    ]


def waiting() -> Waiting:
    """Two queries, each of a partial index."""
    return Waiting(
        unknown_messages=Message.objects.filter(state=State.UNKNOWN).count(),
        failed_payments=Alert.objects.filter(seen_at=None).count(),
    )


def _counted(
    rows: Any, asked: tuple[Period, ...], sums: Callable[[Period], dict[str, Any]]
) -> list[dict[str, int]]:
    """Return the ``sums`` of each period, all of them asked for at once."""
    wanted = {
        f"{name}_{number}": value
        for number, period in enumerate(asked)
        for name, value in sums(period).items()
    }
    found: dict[str, int] = rows.aggregate(**wanted)
    names = list(sums(asked[0]))
    return [{name: found[f"{name}_{n}"] for name in names} for n in range(len(asked))]


def _sales(period: Period) -> dict[str, Any]:
    is_in = period.holds("placed_at")
    had_left = Exists(Episode.objects.filter(bought=OuterRef("pk")))
    return {
        "orders": Count("pk", filter=is_in),
        "revenue": Sum("total", filter=is_in, default=0),
        "recovered": Count("pk", filter=is_in & Q(had_left)),
    }


def _carts(period: Period) -> dict[str, Any]:
    is_in = period.holds("created_at")
    return {
        "carts": Count("pk", filter=is_in),
        "carts_open": Count("pk", filter=is_in & Q(state=CartState.OPEN)),
    }


def _visits(period: Period) -> dict[str, Any]:
    return {"left": Count("pk", filter=period.holds("left_at"))}


def _searches(period: Period) -> dict[str, Any]:
    is_in = period.holds("searched_at")
    return {
        "searches": Count("pk", filter=is_in),
        "unfound": Count("pk", filter=is_in & Q(hits=0)),
    }
