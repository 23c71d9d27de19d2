import pytest

from catalog.models import Purchase
from checkout.payments.asking import ask_about
from tests.factories import DeliveryMethodFactory, UserFactory, VariantFactory
from tests.orders import at_bank, pay, ready_order

pytestmark = pytest.mark.django_db


def test_a_paid_order_is_a_purchase(clock):
    user = UserFactory()
    cup, pan = VariantFactory(), VariantFactory()
    large = VariantFactory(product=cup.product)
    order = ready_order({cup: 2, large: 1, pan: 1}, method=DeliveryMethodFactory(), user_id=user.pk)
    payment = pay(order)
    assert not Purchase.objects.exists()
    at_bank(payment)
    ask_about(payment)
    ask_about(payment)
    order.refresh_from_db()
    assert list(
        Purchase.objects.order_by("product").values_list("person", "user", "product", "bought_at")
    ) == [
        (order.person_id, user.pk, product, order.placed_at)
        for product in (cup.product_id, pan.product_id)
    ]
