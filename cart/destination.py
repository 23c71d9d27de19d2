"""Which country a cart goes to, as long as no address says so (S3.5)."""

from django.utils.translation import gettext

from cart import delivery
from cart.changing import touch
from cart.models import Cart
from shop.core.countries import Choice, country_choices, country_name


class Unreached(Exception):
    """The shop delivers nothing there. ``words`` say so."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def destinations(rates: list[delivery.Rate]) -> list[Choice]:
    """Return ``(code, name)`` of the countries that are delivered to, sorted by name."""
    return country_choices(delivery.countries(rates))


def follow_address(*, cart_id: int | None, country: str) -> bool:
    """Let the estimate follow the address of the order that was begun; "" forgets it.

    Return whether that changed it. Tells nothing of the shopper's activity: the order does.
    """
    if cart_id is None:
        return False
    return bool(Cart.objects.filter(pk=cart_id).exclude(country=country).update(country=country))


def choose_country(*, cart: Cart, country: str) -> str:
    """Estimate the delivery of ``cart`` to ``country``, a code; return its name.

    Raises Unreached, changing.Closed.
    """
    reached = dict(destinations(delivery.price_list()))
    if country not in reached:
        if country_name(country) == country:
            raise Unreached(gettext("Please choose a country from the list."))
        words = gettext("We do not deliver to this country yet: %(country)s.")
        raise Unreached(words % {"country": country_name(country)})
    touch(cart, country=country)
    return reached[country]
