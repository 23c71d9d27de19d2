from datetime import UTC, date, datetime

from analytics.periods import last_days
from analytics.sales import Sold, by_day, sold
from checkout.models import Order


def test_each_day_has_its_orders(history):
    history(2)
    days = by_day(last_days(7))
    assert list(days.values()) == [Sold()] * 5 + [Sold(2, 4980)] * 2
    assert sold(last_days(7)) == Sold(4, 9960)


def test_an_order_counts_when_it_was_placed(history):
    history(1)
    late = Order.objects.filter(placed_at__isnull=False).first()
    moment = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    Order.objects.filter(pk=late.pk).update(placed_at=moment)
    days = by_day(last_days(7))
    assert {day: each for day, each in days.items() if each.orders} == {
        date(2026, 3, 2): Sold(1, 2490),
        date(2026, 3, 4): Sold(1, 2490),
    }
    assert sold(last_days(1)) == Sold(1, 2490)


def test_a_refunded_order_was_placed_all_the_same(history):
    history(1)
    Order.objects.filter(placed_at__isnull=False).update(state="refunded")
    assert sold(last_days(1)) == Sold(2, 4980)
