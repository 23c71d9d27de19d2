"""Who may open what: one row for each page, one column for each role."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from shop.core.users.roles import grant_roles
from shop.roles import ROLES
from tests.admin_rows import message, order, product
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGES = {
    "catalog_product_changelist": {"catalogue", "customer care", "marketing", "owner"},
    "catalog_product_add": {"catalogue", "owner"},
    "catalog_variant_import": {"catalogue", "owner"},
    "catalog_attribute_changelist": {"catalogue", "customer care", "marketing", "owner"},
    "catalog_stock_changelist": {"catalogue", "customer care", "marketing", "owner"},
    "catalog_search_changelist": {"catalogue", "marketing", "owner"},
    "catalog_productviews_changelist": {"catalogue", "marketing", "owner"},
    "cart_cart_changelist": {"customer care", "marketing", "owner"},
    "cart_promotion_changelist": {"customer care", "marketing", "owner"},
    "cart_promotion_add": {"marketing", "owner"},
    "cart_deliverymethod_changelist": {"catalogue", "customer care", "marketing", "owner"},
    "cart_deliverymethod_add": {"owner"},
    "checkout_order_changelist": {"customer care", "marketing", "owner"},
    "checkout_invoice_changelist": {"customer care", "owner"},
    "checkout_creditnote_changelist": {"customer care", "owner"},
    "checkout_payment_changelist": {"customer care", "owner"},
    "messaging_message_changelist": {"customer care", "marketing", "owner"},
    "messaging_pause_changelist": {"customer care", "marketing", "owner"},
    "messaging_suppression_add": {"customer care", "owner"},
    "privacy_erasure_changelist": {"owner"},
    "users_user_changelist": {"customer care", "owner"},
    "users_user_add": {"owner"},
    "users_customergroup_changelist": {"customer care", "marketing", "owner"},
    "users_customergroup_add": {"customer care", "owner"},
    "auth_group_changelist": set(),
}


def member(role):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_role_opens_exactly_its_pages(client, role, page):
    client.force_login(member(role))
    response = client.get(reverse(f"admin:{page}"))
    assert response.status_code == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize(
    ("role", "sees"),
    [("catalogue", False), ("customer care", True), ("marketing", False), ("owner", True)],
)
def test_a_role_sees_addresses_only_if_it_needs_them(role, sees):
    somebody = member(role)
    permissions = ("messaging.view_recipient", "checkout.view_personal_data")
    assert [somebody.has_perm(name) for name in permissions] == [sees, sees]


@pytest.mark.parametrize("role", ROLES)
def test_only_who_answers_for_reminders_lets_them_go_out_again(role):
    assert member(role).has_perm("messaging.lift_pause") is (role in {"marketing", "owner"})


def test_staff_without_a_role_see_nothing(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:catalog_product_changelist")).status_code == 403


def test_a_shopper_is_sent_away(client):
    client.force_login(UserFactory())
    assert client.get(reverse("admin:index")).status_code in {302, 403}


def test_granting_again_changes_nothing_and_keeps_what_was_added():
    group = Group.objects.get(name="marketing")
    extra = Group.objects.get(name="owner").permissions.get(codename="add_brand")
    group.permissions.add(extra)
    before = set(group.permissions.values_list("pk", flat=True))
    grant_roles()
    assert set(group.permissions.values_list("pk", flat=True)) == before


def test_granting_completes_a_role_that_lacks_something():
    group = Group.objects.get(name="marketing")
    group.permissions.clear()
    call_command("migrate", verbosity=0)
    assert group.permissions.filter(codename="view_message").exists()


def test_marketing_looks_but_does_not_touch(client):
    made = product()
    client.force_login(member("marketing"))
    page = client.get(reverse("admin:catalog_product_change", args=[made.pk]))
    assert 'name="_save"' not in page.text
    posted = client.post(reverse("admin:catalog_product_change", args=[made.pk]), {"slug": "x"})
    assert posted.status_code == 403


def test_marketing_reads_a_message_without_its_address(client):
    row = message(recipient="jane@example.com")
    client.force_login(member("marketing"))
    page = client.get(reverse("admin:messaging_message_change", args=[row.pk])).text
    assert "j•••@e•••.com" in page
    assert "jane@example.com" not in page


def test_marketing_reads_an_order_without_who_it_is(client):
    row = order(email="zoe@demo.example")
    client.force_login(member("marketing"))
    page = client.get(reverse("admin:checkout_order_change", args=[row.pk])).text
    assert "z•••@d•••.example" in page
    assert "zoe@demo.example" not in page
    assert "rue des Essais" not in page
