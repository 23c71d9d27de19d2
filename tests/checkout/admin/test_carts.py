import pytest
from django.contrib.auth.models import Permission

from tests.admin_rows import order
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_cart_leads_to_its_order(staff_client):
    row = order()
    page = staff_client.get(f"/admin/cart/cart/{row.cart_id}/change/").text
    assert row.reference in page
    assert f"/admin/checkout/order/{row.pk}/change/" in page
    assert row.email not in page


def test_the_order_is_not_shown_to_who_may_not_see_orders(client):
    row = order()
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_cart"))
    client.force_login(user)
    page = client.get(f"/admin/cart/cart/{row.cart_id}/change/")
    assert page.status_code == 200
    assert row.reference not in page.text
