"""Every kind of link, attacked in every way: what is not ours opens nothing, and to look changes nothing.

Pitfalls R9 to R11. Each test says what is answered, that no row has changed, and that nobody is named.
"""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from shop.core.messaging.sending import send_due
from shop.core.tokens import digest_of
from tests.factories import UserFactory
from tests.recovery.conftest import DAY, HOUR
from tests.recovery.pages.every_link import (
    ADDRESSES,
    ASKED,
    address,
    changed,
    everything,
    names_somebody,
    secrets_of,
)
from tests.shopper import Shopper, text_of

KINDS = [*ADDRESSES]
MASKED = [
    kind for kind in KINDS if kind != "o"
]  # the link of an order is its owner's: it shows all
FORGED = "A" * 43
ELSEWHERE = ["//evil.example", "https://evil.example/", "/\\evil.example", "https:evil.example"]


@pytest.fixture
def secrets(episode):
    return secrets_of(episode)


def damaged(secret):
    """Return what becomes of a link on its way, and what somebody tries who has none."""
    middle = "B" if secret[20] != "B" else "C"
    return [
        secret[:-1],
        secret[:20],
        secret[1:],
        f"{secret}A",
        f"{secret[:20]}{middle}{secret[21:]}",
        secret.swapcase(),
        f"{secret}%0A",
        f"%20{secret}",
        f"{secret}%00",
        f"{secret}…",
        f"{secret}%E2%80%A6",
        f"{secret[:-1]}é",
        digest_of(secret),  # what the database holds
        "None",
        "0",
        "'%20OR%201=1--",
        "%00",
        "é" * 43,
        "A" * 10_000,
    ]


def answers(kind, secret):
    """Look at an address, and send it what each of its forms would act on; return both answers."""
    client, at = Client(headers={"accept-language": "en"}), address(kind, secret)
    verb = {"u": "stop", "why": "erase"}.get(kind, "open")
    return [client.get(at), client.post(at, {"do": verb, "said": "price"})]


# Forged, cut, foreign


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_link_of_ours_opens_one_page_that_tells_nothing(secrets, kind):
    before = everything()
    expected = text_of(Client(headers={"accept-language": "en"}).get(address(kind, FORGED)))
    assert re.search("This link opens nothing|no order", expected)
    for secret in damaged(secrets[kind]):
        for response in answers(kind, secret):
            assert response.status_code == 404, secret
            assert names_somebody(response) == []
            assert text_of(response) in {expected, ""}, secret
    assert changed(before) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_at_all_is_no_address(secrets, kind):
    before = everything()
    for secret in ("", "..", ".", "../r", f"{secrets[kind]}/x"):
        for response in answers(kind, secret):
            assert response.status_code == 404
            assert names_somebody(response) == []
    assert changed(before) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_for_something_else_opens_nothing(secrets, kind):
    """Each can be given away alone: none does what another one is for."""
    before = everything()
    for other in KINDS:
        if address(kind, secrets[other]) == address(kind, secrets[kind]) or {kind, other} in (
            {"r", "own"},
            {"why", "answer"},
        ):
            continue  # the same page, with more or less shown
        for response in answers(kind, secrets[other]):
            assert response.status_code == 404, other
            assert names_somebody(response) == []
    assert changed(before) == set()


def test_what_a_browser_holds_is_no_link(secrets, episode):
    """The cookies of a cart and of an order that was opened by a link are secrets of their own."""
    friend = Shopper().post(address("r", secrets["r"]), {"do": "open"})
    held = [friend.client.cookies[name].value for name in (settings.CART_COOKIE_NAME, "order")]
    for kind in KINDS:
        for secret in held:
            assert Client().get(address(kind, secret)).status_code == 404


# Prefetched, scanned, asked in other ways


@pytest.mark.parametrize("kind", KINDS)
def test_to_look_changes_nothing_whoever_looks(secrets, kind):
    before = everything()
    for header in (
        {},
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender", "purpose": "prefetch"},
        {"user-agent": "Mozilla/5.0 (compatible; BarracudaCentral/1.0)"},
    ):
        client = Client(headers={"accept-language": "en", **header})
        for way in (client.get, client.head, client.options):
            response = way(f"{address(kind, secrets[kind])}?do=open&do=erase&said=price")
            assert response.status_code == 200
            if kind in MASKED:
                assert names_somebody(response) == []
        assert set(client.cookies) <= {"csrftoken"}
    assert changed(before) == set()


def test_every_link_of_every_mail_can_be_fetched_by_a_scanner(street):
    """Reminder, failed payment, the owner's link, confirmation: nothing happens by opening them."""
    street.leave("delivery", email="ada@demo.example")
    street.fail_to_pay(email="bert@demo.example")
    street.after(HOUR)
    order = street.leave("payment", email="carl@demo.example")
    street.after(HOUR)
    secret = secrets_of(order.episodes.get())["r"]
    Shopper().post(address("r", secret), {"do": "identify"})
    street.buy(email="dora@demo.example")
    street.clock.shift(4 * HOUR)
    send_due(limit=10)
    assert len(mail.outbox) >= 4
    before = everything()
    for sent in mail.outbox:
        texts = [sent.body, *(each.content for each in sent.alternatives)]
        texts += sent.extra_headers.values()
        urls = {
            url for text in texts for url in re.findall(rf"{settings.BASE_URL}[^\s\"<>]*", text)
        }
        assert urls
        for url in urls:
            client = Client()
            path = url.removeprefix(settings.BASE_URL)
            assert client.get(path).status_code == 200, path
            assert client.head(path).status_code == 200
            assert set(client.cookies) <= {"csrftoken"}
    assert changed(before) == set()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_methods_change_nothing(secrets, kind, method):
    before = everything()
    getattr(Client(), method)(address(kind, secrets[kind]), "do=erase&do=open")
    assert changed(before) == set()


# Led elsewhere, from elsewhere


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leads_elsewhere(secrets, kind):
    at = address(kind, secrets[kind])
    for data in ASKED:
        for evil in ELSEWHERE:
            more = {"next": evil, "redirect_to": evil}
            headers = {"referer": f"{evil}/", "x-forwarded-host": "evil.example"}
            response = Client(headers=headers).post(f"{at}?next={evil}", {**data, **more})
            assert re.fullmatch(r"/([a-z]\S*)?", response.get("Location", "/"))
            assert "evil" not in response.get("Location", "")


@pytest.mark.parametrize("kind", KINDS)
def test_another_host_is_refused_and_is_in_no_page(secrets, kind):
    at = address(kind, secrets[kind])
    assert Client().get(at, headers={"host": "evil.example"}).status_code == 400
    page = Client(headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    assert "evil.example" not in page.get(at).content.decode()


@pytest.mark.parametrize("evil", [*ELSEWHERE, "javascript:alert(1)", "//evil.example\\@127.0.0.1"])
@pytest.mark.parametrize(
    "form", ["/language/setlang/", "/cart/keep/", "/account/login/", "/account/signup/"]
)
def test_no_form_of_a_link_page_leads_back_elsewhere(db, form, evil):
    user = UserFactory()
    data = {"next": evil, "language": "fr", "login": user.email, "password": "correct horse"}
    data |= {"email": "new@demo.example", "password1": "a long word of mine"}
    response = Client(headers={"referer": "https://evil.example/"}).post(form, data)
    assert response.status_code == 302
    assert "evil" not in response["Location"]


@pytest.mark.parametrize("kind", ["r", "own", "why", "answer", "o", "identify", "cancel"])
def test_a_form_of_another_site_is_refused(secrets, episode, kind):
    """But for ``/u/``: a mail program's click comes from anywhere (test_one_click_of_a_mail_program_stops)."""
    at = {"identify": "/checkout/identify/", "cancel": f"/o/{secrets['o']}/cancel/"}
    path = at.get(kind) or address(kind, secrets[kind])
    before = everything()
    for data in ASKED:
        client = Client(enforce_csrf_checks=True, headers={"origin": "https://evil.example"})
        client.cookies["csrftoken"] = "a" * 32
        response = client.post(path, {**data, "csrfmiddlewaretoken": "a" * 32})
        assert response.status_code == 403
        assert names_somebody(response) == []
    assert changed(before) == set()


# Framed, kept, passed on


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_forged", [False, True])
def test_a_page_is_neither_framed_nor_kept_nor_told_of(secrets, kind, is_forged):
    response = Client().get(address(kind, FORGED if is_forged else secrets[kind]))
    assert {"no-store", "private"} <= set(re.split(r",\s*", response["Cache-Control"]))
    assert (response["X-Frame-Options"], response["Referrer-Policy"]) == ("DENY", "same-origin")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    html = response.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert set(re.findall(r"(?:https?:)?//[\w.-]+", html)) <= {settings.BASE_URL}


def test_a_link_that_is_over_is_neither_framed_nor_kept(secrets, street):
    street.clock.shift(31 * DAY)
    response = Client().get(address("r", secrets["r"]))
    assert (response.status_code, response["X-Frame-Options"]) == (410, "DENY")
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in response.content.decode()
