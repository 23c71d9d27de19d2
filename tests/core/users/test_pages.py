import re

import pytest
from django.core import mail

from shop.core.messaging.sending import send_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}

PUBLIC = ["/account/login/", "/account/signup/", "/account/password/reset/"]
PRIVATE = [
    "/account/email/",
    "/account/password/change/",
    "/account/reminders/",
    "/account/logout/",
]


def inputs(html):
    """Return the visible inputs as ``{name: its attributes}``."""
    found = re.findall(r"<input ([^>]*)>", html)
    pairs = [dict(re.findall(r'([\w-]+)="([^"]*)"', attributes)) for attributes in found]
    return {each["name"]: each for each in pairs if each.get("type") != "hidden"}


@pytest.mark.parametrize("address", PUBLIC)
def test_account_page_looks_like_the_shop(client, address):
    html = client.get(address, **EN).content.decode()
    assert 'class="panel stack"' in html
    assert 'class="header"' in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("address", PRIVATE)
def test_page_of_ones_own_account_looks_like_the_shop(client, address):
    client.force_login(UserFactory())
    html = client.get(address, **EN).content.decode()
    assert 'class="panel stack"' in html
    assert 'class="tabs"' in html


@pytest.mark.parametrize(
    ("address", "tokens"),
    [
        ("/account/login/", {"login": "email", "password": "current-password"}),
        ("/account/signup/", {"email": "email", "password1": "new-password"}),
        ("/account/password/reset/", {"email": "email"}),
    ],
)
def test_input_has_a_label_a_token_and_a_hook(client, address, tokens):
    html = client.get(address, **EN).content.decode()
    for name, token in tokens.items():
        field = inputs(html)[name]
        assert (field["autocomplete"], field["data-testid"]) == (token, name)
        assert "placeholder" not in field
        assert f'<label for="{field["id"]}">' in html


def test_wrong_password_is_announced(client):
    UserFactory(email="a@example.com")
    wrong = {"login": "a@example.com", "password": "wrong"}
    html = client.post("/account/login/", wrong, **EN).content.decode()
    assert 'role="alert"' in html
    assert "not correct" in html


def test_error_is_linked_to_its_field(client):
    html = client.post("/account/signup/", {"email": "x", "password1": "1"}, **EN).content.decode()
    for name in ("email", "password1"):
        field = inputs(html)[name]
        assert field["aria-invalid"] == "true"
        assert f"id_{name}_error" in field["aria-describedby"].split()
        assert f'id="id_{name}_error"' in html
        assert f'<li><a href="#id_{name}">' in html
    assert "2 fields need another look" in html


def test_help_is_linked_to_its_field(client):
    html = client.get("/account/signup/", **EN).content.decode()
    for each in inputs(html)["password1"]["aria-describedby"].split():
        assert f'id="{each}"' in html


def test_signing_up_in_and_out(client):
    client.post("/account/signup/", {"email": "new@example.com", "password1": "correct horse 9"})
    welcome = client.get("/", **EN).content.decode()
    assert 'data-testid="sign-out"' in welcome
    assert 'class="notice notice--success"' in welcome
    client.post("/account/logout/")
    client.get("/")  # says goodbye
    assert 'data-testid="sign-in"' in client.get("/").content.decode()


def test_password_reset_link_opens_a_page_of_the_shop(client):
    UserFactory(email="a@example.com")
    client.post("/account/password/reset/", {"email": "a@example.com"})
    send_due(limit=1)
    link = re.search(r"http\S+/account/password/reset/key/\S+", mail.outbox[-1].body).group()
    html = client.get(link, follow=True, **EN).content.decode()
    assert inputs(html)["password1"]["autocomplete"] == "new-password"
    assert 'class="panel stack"' in html


def test_spent_reset_link_says_so_and_offers_another(client):
    html = client.get("/account/password/reset/key/x-y/", **EN).content.decode()
    assert "<h1>This link no longer works</h1>" in html
    assert 'href="/account/password/reset/" data-testid="new-link"' in html


@pytest.mark.parametrize(
    ("address", "other"),
    [("/account/login/", "/account/signup/"), ("/account/signup/", "/account/login/")],
)
def test_way_in_leads_to_the_other_and_keeps_where_to_go(client, address, other):
    html = client.get(f"{address}?next=/c/kitchen/", **EN).content.decode()
    assert f'<a href="{other}?next=' in html
    assert inputs(html).keys().isdisjoint({"next"})
    assert 'type="hidden" name="next" value="/c/kitchen/"' in html
