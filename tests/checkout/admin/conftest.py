import pytest
from django.contrib.auth.models import Permission

from tests.factories import UserFactory


@pytest.fixture
def reader(client, db):
    """Staff who may read orders and payments, not whose they are."""
    user = UserFactory(is_staff=True)
    names = ["view_order", "view_orderline", "view_payment", "view_paymentevent"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client
