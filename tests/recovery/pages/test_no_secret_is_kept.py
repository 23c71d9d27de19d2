"""No secret of a link reaches the database or the log: only its holder has it (pitfalls R9, R10)."""

import io
import logging
import re
import runpy

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recovery.models import Link
from recovery.pages import answer, preferences, resume, why
from shop.core.messaging.sending import send_due
from tests.recovery.conftest import DAY, HOUR
from tests.recovery.pages.every_link import ADDRESSES, ASKED, address, secrets_of
from tests.shopper import Shopper

KINDS = [*ADDRESSES]


@pytest.fixture
def secrets(episode):
    return secrets_of(episode)


@pytest.fixture
def written(monkeypatch):
    """What the console is told meanwhile, as it is told in production: everything above DEBUG."""
    buffer = io.StringIO()
    monkeypatch.setattr(logging._handlers["console"], "stream", buffer)
    return buffer


@pytest.fixture
def asked():
    with CaptureQueriesContext(connection) as queries:
        yield queries


def traces(secret, written, asked):
    """Return where the secret was left, and check that anything was written at all."""
    lines = written.getvalue()
    assert "route" in lines
    assert len(asked) > 0
    found = [line for line in lines.splitlines() if secret in line]
    return found + [each["sql"] for each in asked if secret in each["sql"]]


def use(kind, secret, **options):
    """Ask the address in every way that its page offers, and in some that it does not."""
    at = address(kind, secret)
    client = Client(headers={"accept-language": "en"}, **options)
    for path in (at, f"{at}?do=open&{secret}=1", at.rstrip("/")):
        client.get(path)
        client.head(path)
    for data in ASKED:
        client.post(at, data)
        client.post(address(kind, f"{secret}…"), data)  # as a sentence around it may end
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_in_use(secrets, written, asked, kind):
    use(kind, secrets[kind])
    assert traces(secrets[kind], written, asked) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_is_refused(secrets, written, asked, kind):
    use(kind, secrets[kind], enforce_csrf_checks=True)
    assert traces(secrets[kind], written, asked) == []
    assert "/<str:token>/" in written.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_that_is_over_or_forged(secrets, street, written, asked, kind):
    street.clock.shift(31 * DAY)
    use(kind, secrets[kind])
    forged = "forged-link-of-just-as-many-characters-here"
    use(kind, forged)
    for secret in (secrets[kind], forged):
        assert traces(secret, written, asked) == []


@pytest.mark.parametrize(
    ("kind", "view"), [("r", resume), ("u", preferences), ("why", why), ("answer", answer)]
)
def test_a_page_that_breaks(secrets, written, asked, monkeypatch, kind, view):
    """Even where the error itself quotes the secret, and where the address was typed with more to it."""
    secret = secrets[kind]

    def breaks(token, *_purposes, **_more):
        assert Link.objects.exists()
        words = f"cannot open {token!r} of /r/{token}/"
        raise RuntimeError(words)

    monkeypatch.setattr(view, "open_link" if kind == "r" else "find_link", breaks)
    client = Client(raise_request_exception=False)
    for path in (address(kind, secret), address(kind, f"{secret}é")):
        for way in (client.get, client.post):
            assert way(path).status_code == 500
    assert "RuntimeError: cannot open" in written.getvalue()
    assert traces(secret, written, asked) == []


def test_cookies_and_signing_in_by_a_link(secrets, written, asked):
    """The way back to the link is in the address of the page to sign in, too."""
    friend = Shopper().post(address("r", secrets["r"]), {"do": "open"})
    friend.get(f"/account/login/?next={address('r', secrets['r'])}")
    friend.post("/account/login/", {"login": "x", "next": address("r", secrets["r"])})
    friend.get("/checkout/payment/").pay().at_bank("refuse").pay().at_bank()
    held = [morsel.value for morsel in friend.client.cookies.values() if len(morsel.value) == 43]
    assert len(held) == 2
    for secret in (secrets["r"], *held):
        assert traces(secret, written, asked) == []


def test_sending_a_mail(street, written, asked):
    """Its secrets are made for it, and are nowhere but in it."""
    street.leave("delivery")
    street.after(HOUR)
    street.clock.shift(3 * HOUR)
    send_due(limit=10)
    (letter,) = mail.outbox
    found = set(re.findall(r"/(?:r|u|why)/([^/]+)/", letter.body))
    assert len(found) == 3
    for secret in found:
        assert [each["sql"] for each in asked if secret in each["sql"]] == []
        assert secret not in written.getvalue()


def test_the_web_servers_write_no_lines_of_their_own(settings):
    """They would have the path as typed."""
    gunicorn = runpy.run_path("deploy/web.py")
    assert "accesslog" not in gunicorn
    assert settings.LOGGING["loggers"]["django.server"] == {"level": "CRITICAL"}
