"""When two persons turn out to be one, the orders of both are theirs."""

from checkout.models import Order
from shop.core.messaging.models import Person
from shop.core.messaging.people import moves_on_merge


@moves_on_merge
def move_orders(kept: Person, merged: Person) -> None:
    Order.objects.filter(person=merged).update(person=kept)
