"""What is known of one cart is known of many at once: the page and the preview may not differ."""

import pytest

from cart.models import Cart
from cart.pricing import Visit
from cart.pricing.deals import standing_obstacle
from cart.promotions.reading import Buyers, deals_for, promotions_for
from shop.core import clock
from shop.core.users.models import CustomerGroup
from tests.factories import DeliveryMethodFactory, PromotionFactory, UserFactory, VariantFactory
from tests.orders import begun_order, pay, ready_order

pytestmark = pytest.mark.django_db


def barred(found):
    """Return ``[(key, what speaks against it)]`` of the promotions of a cart."""
    visit = Visit(at=clock.now(), country="FR", has_ordered=found.has_ordered)
    return [(deal.key, standing_obstacle(deal, visit)) for deal in found.deals]


def test_many_carts_are_read_as_each_of_them_is(cart):
    user, method = UserFactory(), DeliveryMethodFactory()
    group = CustomerGroup.objects.create(name="trade")
    group.members.add(user)
    for limits in [{"most_uses": 5}, {"most_uses_a_person": 1}, {"group": group}]:
        PromotionFactory(code="", **limits)
    PromotionFactory(code="FIRST", is_for_first_order=True)
    wanted = {VariantFactory(price=1000): 1}
    pay(ready_order(wanted, method=method, user_id=user.pk))
    pay(ready_order(wanted, method=method, email="max@demo.example", code="FIRST"))
    begun_order(cart, email="max@demo.example")
    Cart.objects.create(user=user)

    carts = list(Cart.objects.select_related("promotion").order_by("pk"))
    buyers, deals = Buyers(carts), deals_for(carts)
    at_once = [barred(buyers.see(each, deals[each.pk])) for each in carts]
    assert at_once == [barred(promotions_for(each)) for each in carts]
    assert len({str(each) for each in at_once}) > 2  # else they would tell nothing apart
