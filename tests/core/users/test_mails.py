import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def link(message):
    return re.search(r"http://127.0.0.1:8000(\S+)", message.body)[1]


def test_password_reset_from_the_request_to_the_new_password(client):
    user = UserFactory(email="jane@example.com")
    client.post(reverse("account_reset_password"), {"email": "JANE@example.com"})
    assert mail.outbox == []
    send_due(limit=10)
    assert mail.outbox[0].to == ["jane@example.com"]

    page = client.get(link(mail.outbox[0]), follow=True)
    done = client.post(
        page.redirect_chain[-1][0], {"password1": "new wide horse", "password2": "new wide horse"}
    )
    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password("new wide horse")


def test_no_link_with_a_secret_stands_in_the_database(client):
    UserFactory(email="jane@example.com")
    client.post(reverse("account_reset_password"), {"email": "jane@example.com"})
    row = Message.objects.values().get()
    send_due(limit=10)
    token = link(mail.outbox[0]).rstrip("/").rpartition("/")[2].partition("-")[2]
    assert len(token) > 20
    assert token not in str(row)
    assert token not in str(Message.objects.values().get())


def test_sign_up_and_confirm_the_address(client):
    client.post(
        reverse("account_signup"), {"email": "jane@example.com", "password1": "wide horse 12"}
    )
    send_due(limit=10)
    page = client.get(link(mail.outbox[0]))
    assert page.status_code == 200
    client.post(link(mail.outbox[0]))
    assert EmailAddress.objects.get(email="jane@example.com").verified


def test_a_reset_for_an_address_without_account_says_so_by_mail_alone(client):
    known = UserFactory()
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (known.email, "nobody@example.com")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].content.count(b"example.com") == answers[1].content.count(b"example.com")
    send_due(limit=10)
    assert [m.to for m in mail.outbox] == [[known.email], ["nobody@example.com"]]
    assert reverse("account_signup") in mail.outbox[1].body


@pytest.mark.parametrize(("language", "greeting"), [("fr", "Bonjour"), ("en", "Hello")])
def test_mails_are_in_the_language_of_the_page(client, language, greeting):
    user = UserFactory()
    client.post(
        reverse("account_reset_password"), {"email": user.email}, HTTP_ACCEPT_LANGUAGE=language
    )
    send_due(limit=10)
    assert mail.outbox[0].body.startswith(greeting)


def test_a_mail_to_an_account_that_is_gone_is_not_sent(client):
    user = UserFactory()
    client.post(reverse("account_reset_password"), {"email": user.email})
    user.delete()
    send_due(limit=10)
    assert mail.outbox == []
    assert Message.objects.get().reason == "nothing_to_say"
