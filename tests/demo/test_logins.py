import pytest
from django.urls import reverse

from shop.core.users.models import User
from shop.demo.logins import ADMIN, CARE, LOGINS, PASSWORD, SHOPPER, load_logins

pytestmark = pytest.mark.django_db


def test_logins_are_made_once():
    assert len(load_logins()) == 3
    assert load_logins() == []
    assert User.objects.count() == 3


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.email)
def test_login_works(client, login):
    load_logins()
    assert client.login(email=login.email, password=PASSWORD)


def test_roles():
    load_logins()
    admin, care, shopper = (User.objects.get(email=x.email) for x in (ADMIN, CARE, SHOPPER))
    assert admin.is_superuser
    assert (care.is_staff, care.is_superuser) == (True, False)
    assert care.has_perm("catalog.view_product")
    assert not care.has_perm("catalog.change_product")
    assert (shopper.is_staff, shopper.get_all_permissions()) == (False, set())


def test_customer_care_may_enter_the_admin(client):
    load_logins()
    client.force_login(User.objects.get(email=CARE.email))
    assert client.get(reverse("admin:index")).status_code == 200
