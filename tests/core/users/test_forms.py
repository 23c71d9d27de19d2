import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_verified", [False, True])
def test_another_address_needs_a_confirmed_first_one(client, is_verified):
    user = UserFactory(email="victim@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    client.force_login(user)
    client.post(reverse("account_email"), {"email": "mine@example.com", "action_add": ""})
    assert EmailAddress.objects.filter(email="mine@example.com").exists() is is_verified


def test_a_stranger_who_signs_up_with_an_address_cannot_add_their_own(client):
    password = "correct horse 9"
    client.post(reverse("account_signup"), {"email": "victim@example.com", "password1": password})
    client.post(reverse("account_email"), {"email": "mine@example.com", "action_add": ""})
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["victim@example.com"]
