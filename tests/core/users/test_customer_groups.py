import pytest
from django.contrib.auth.models import Group

from cart.models import Promotion
from shop.core.users.models import CustomerGroup
from tests.admin_rows import make
from tests.factories import PromotionFactory, UserFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

GROUPS = "/admin/users/customergroup/"


def change(row):
    return f"{GROUPS}{row.pk}/change/"


def member_of(role, client):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(CustomerGroup, total)
    with django_assert_num_queries(4):
        staff_client.get(GROUPS)


@pytest.mark.parametrize("total", [1, 30])
def test_page_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    row = make(CustomerGroup, 1)
    row.members.set(UserFactory() for _ in range(total))
    with django_assert_num_queries(5):
        staff_client.get(change(row))


@pytest.mark.parametrize("role", ["customer care", "owner"])
def test_care_and_owner_say_who_is_in_a_group(client, role):
    browser, jane, joe = member_of(role, client), UserFactory(), UserFactory()
    browser.post(f"{GROUPS}add/", {"name": "Trade", "members": [jane.pk]})
    row = CustomerGroup.objects.get()
    assert list(row.members.all()) == [jane]
    browser.post(change(row), {"name": "The trade", "members": [joe.pk]})
    row.refresh_from_db()
    assert (row.name, list(row.members.all())) == ("The trade", [joe])
    page = browser.get(GROUPS).text
    assert '<td class="field-members_counted">1</td>' in page


def test_a_group_gives_no_rights(client):
    shopper = UserFactory()
    CustomerGroup.objects.create(name="owner").members.add(shopper)
    assert shopper.get_all_permissions() == set()


def test_marketing_sees_groups_but_not_who_is_in_them(client):
    row = CustomerGroup.objects.create(name="Trade")
    row.members.add(UserFactory(email="jane@example.com"))
    browser = member_of("marketing", client)
    page = browser.get(change(row)).text
    assert "Trade" in page
    assert "jane@example.com" not in page
    assert browser.post(change(row), {"name": "Mine"}).status_code == 403


def test_a_group_with_a_promotion_is_kept(staff_client):
    row = CustomerGroup.objects.create(name="Trade")
    PromotionFactory(group=row)
    staff_client.post(f"{GROUPS}{row.pk}/delete/", {"post": "yes"})
    assert CustomerGroup.objects.count() == 1
    Promotion.objects.all().delete()
    staff_client.post(f"{GROUPS}{row.pk}/delete/", {"post": "yes"})
    assert CustomerGroup.objects.count() == 0
