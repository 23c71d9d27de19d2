"""Which ways there are to deliver a cart, what each costs, and when it arrives.

``rates`` reads the price list in one query and says which rates count; ``dates`` knows working days;
``offers`` puts both together. They decide from what they are told: time is an argument.
"""

from cart.delivery.dates import in_words, working_day_after
from cart.delivery.offers import Offer, offers, undeliverable
from cart.delivery.rates import Free, Rate, countries, free_ahead, price_list

__all__ = [
    "Free",
    "Offer",
    "Rate",
    "countries",
    "free_ahead",
    "in_words",
    "offers",
    "price_list",
    "undeliverable",
    "working_day_after",
]
