"""Until when the money for an order that waits should be here, as shoppers are told."""

from datetime import date, timedelta

from django.utils.timezone import localtime

from cart.delivery.dates import in_words, is_weekend
from checkout.models import Order


def arrives_by(order: Order) -> date:
    """Return the day by which its money must be at the shop's bank.

    It is the working day before the last one on which staff look at the account while the order
    still stands: nobody who keeps to it comes too late.
    """
    if order.waits_until is None:
        message = "only an order that waits for money has such a day"
        raise ValueError(message)
    staff_look_on = _latest_working_day(localtime(order.waits_until).date())
    return _latest_working_day(staff_look_on - timedelta(days=1))


def arrives_by_in_words(order: Order) -> str:
    return in_words(arrives_by(order))


def _latest_working_day(day: date) -> date:
    while is_weekend(day):
        day -= timedelta(days=1)
    return day
