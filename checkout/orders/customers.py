"""Who counts as a customer who may be reminded without having asked for it (P1).

Directive 2002/58/EC, article 13(2), and article L34-5 of the CPCE: whose address was given on the
occasion of a sale, who was told then what it is used for, and could refuse at once and in each mail.
"""

from collections.abc import Collection
from datetime import timedelta

from checkout.models import Order, OrderState
from checkout.orders.notice import TELL_CUSTOMERS
from shop.core import clock
from shop.core.messaging.permissions import knows_customers

# The CNIL's guidance on customer files: three years from the end of the relation.
CUSTOMER_FOR = timedelta(days=3 * 365)


@knows_customers
def customers_among(people: Collection[int]) -> set[int]:
    """Return those of ``people`` who bought something here, and were told of reminders at that order.

    One query, by the index of the orders' people. What was cancelled or given back was no sale.
    """
    sales = Order.objects.filter(
        person__pk__among=people,
        notice_version__in=TELL_CUSTOMERS,
        placed_at__gt=clock.now() - CUSTOMER_FOR,
    ).exclude(state__in=(OrderState.CANCELLED, OrderState.REFUNDED))
    return set(sales.order_by().values_list("person_id", flat=True).distinct())
