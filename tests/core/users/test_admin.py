import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission

from shop.core.users.models import User
from tests.admin_rows import make
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.usefixtures("content_types"),
    pytest.mark.django_db,
]

ADD = "/admin/users/user/add/"
LIST = "/admin/users/user/"


@pytest.fixture
def clerk(client):
    """A colleague who may change accounts, and nothing else."""
    user = UserFactory(is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["change_user", "view_user", "delete_user"])
    )
    client.force_login(user)
    return user


def change(user):
    return f"/admin/users/user/{user.pk}/change/"


@pytest.mark.parametrize("total", [1, 30])
def test_list_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(User, total)
    with django_assert_num_queries(5):
        staff_client.get(LIST)


@pytest.mark.parametrize("total", [1, 30])
def test_form_makes_the_same_queries_for_any_number(staff_client, total, django_assert_num_queries):
    make(Group, total)
    user = make(User, total)
    with django_assert_num_queries(7):
        staff_client.get(change(user))


def test_an_account_is_added_by_its_address(staff_client):
    staff_client.post(
        ADD,
        {
            "email": "new@example.com",
            "full_name": "New",
            "usable_password": "true",
            "password1": "a long enough secret",
            "password2": "a long enough secret",
        },
    )
    user = User.objects.get(email="new@example.com")
    assert user.check_password("a long enough secret")
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_a_second_account_with_another_letter_case_is_refused_in_words(staff_client):
    UserFactory(email="jane@example.com")
    response = staff_client.post(
        ADD,
        {
            "email": "Jane@Example.com",
            "usable_password": "true",
            "password1": "a long enough secret",
            "password2": "a long enough secret",
        },
    )
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert User.objects.filter(email__iexact="jane@example.com").count() == 1


def test_a_clerk_cannot_give_himself_powers(client, clerk):
    group = Group.objects.get(name="owner")
    response = client.post(
        change(clerk),
        {
            "email": clerk.email,
            "full_name": "Clerk",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "groups": [group.pk],
            "user_permissions": [Permission.objects.first().pk],
        },
    )
    assert response.status_code == 302
    clerk.refresh_from_db()
    assert clerk.full_name == "Clerk"
    assert clerk.is_superuser is False
    assert not clerk.groups.exists()
    assert clerk.user_permissions.count() == 3


@pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_superuser": True}])
def test_a_clerk_cannot_touch_a_colleague(client, clerk, powers):
    colleague = UserFactory(**powers)
    posted = client.post(change(colleague), {"email": "mine@example.com"})
    assert posted.status_code == 403
    assert client.get(f"/admin/users/user/{colleague.pk}/password/").status_code == 403
    assert (
        client.post(f"/admin/users/user/{colleague.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    client.post(
        LIST,
        {"action": "delete_selected", "_selected_action": [colleague.pk], "post": "yes"},
    )
    colleague.refresh_from_db()
    assert colleague.email != "mine@example.com"


def test_a_clerk_changes_a_shopper(client, clerk):
    shopper = UserFactory()
    client.post(change(shopper), {"email": "right@example.com", "full_name": "", "is_active": "on"})
    shopper.refresh_from_db()
    assert (shopper.email, shopper.is_active) == ("right@example.com", True)


def test_opening_an_account_is_logged(staff_client, monkeypatch):
    seen = []
    monkeypatch.setattr("shop.core.users.admin.log.info", lambda *args, **facts: seen.append(facts))
    shopper = UserFactory()
    staff_client.get(change(shopper))
    assert seen[0]["pk"] == str(shopper.pk)


def test_an_address_that_staff_replaced_resets_no_password(admin_client):
    user = UserFactory(email="old@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    new = {"email": "new@example.com", "full_name": "", "is_active": "on"}
    assert admin_client.post(change(user), new).status_code == 302
    addresses = EmailAddress.objects.values_list("email", "primary", "verified")
    assert list(addresses) == [("new@example.com", True, False)]
