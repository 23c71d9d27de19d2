"""Every kind of link, attacked in every way: what is not ours opens nothing, and to look changes nothing.

Pitfalls R9 to R11. Each test says what is answered, that no row has changed, and that nobody is named.
"""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from cart import changing
from cart.models import Cart, CartKey
from checkout.models import OrderToken
from recovery.models import Link
from recovery.pages import resume
from shop.core.messaging.models import Message, Suppression
from shop.core.messaging.sending import send_due
from shop.core.tokens import digest_of
from tests.factories import UserFactory, VariantFactory
from tests.recovery.conftest import DAY, HOUR
from tests.recovery.pages.every_link import (
    ADDRESSES,
    ASKED,
    PERSONAL,
    address,
    changed,
    everything,
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


def names_somebody(response):
    told = response.content.decode() + str(response.headers) + str(response.cookies)
    return [word for word in PERSONAL if word in told]


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


# Expired, ordered, replayed


@pytest.mark.parametrize("kind", ["r", "own"])
def test_an_expired_link_does_nothing_and_shows_nothing(secrets, street, kind):
    street.clock.shift(31 * DAY)
    before = everything()
    for data in ASKED:
        if data != {"do": "again"}:
            response = Client().post(address(kind, secrets[kind]), data)
            assert names_somebody(response) == []
            assert not {settings.CART_COOKIE_NAME, "order"} & set(response.cookies)
    assert changed(before) == set()
    page = Shopper().get(address(kind, secrets[kind]))
    assert page.page.status_code == 410
    assert "product-" not in page.text
    assert "•••" not in page.text


def test_links_to_stop_and_to_ask_why_outlive_the_link_back(secrets, street):
    street.clock.shift(31 * DAY)
    for kind in ("u", "why", "answer"):
        assert Client().get(address(kind, secrets[kind])).status_code == 200


def test_a_form_sent_twice_opens_once(secrets, episode):
    friend = Shopper()
    tokens = OrderToken.objects.count()
    at = address("r", secrets["r"])
    friend.post(at, {"do": "open"})
    used_at = Link.objects.get(digest=digest_of(secrets["r"])).used_at
    before = everything()
    friend.post(at, {"do": "open"})
    assert friend.place == "/checkout/payment/"
    assert changed(before) <= {"cart.Cart"}  # when it was last touched
    assert (CartKey.objects.count(), OrderToken.objects.count() - tokens) == (1, 1)
    assert Link.objects.get(digest=digest_of(secrets["r"])).used_at == used_at


def test_each_browser_that_a_link_opens_gets_a_key_of_its_own(secrets):
    keys = set()
    for _ in range(3):
        friend = Shopper().post(address("r", secrets["r"]), {"do": "open"})
        keys.add(friend.client.cookies[settings.CART_COOKIE_NAME].value)
    assert len(keys) == CartKey.objects.count() == 3


def test_copies_taken_twice_are_there_once(secrets, episode):
    friend = Shopper().add(VariantFactory())
    for _ in range(2):
        friend.post(address("r", secrets["r"]), {"do": "copy"})
    quantities = Cart.objects.exclude(pk=episode.cart_id).get().lines.order_by("pk")
    assert list(quantities.values_list("quantity", flat=True)) == [1, 2]


@pytest.mark.parametrize("do", ["open", "copy"])
def test_erased_between_the_look_and_the_press(secrets, episode, monkeypatch, do):
    """Another request erases the cart after this one has read it: the page says so, none is broken."""
    name = {"open": "come_back", "copy": "copy_lines"}[do]
    real = getattr(resume, name)

    def too_late(*args, **more):
        changing.empty(cart=episode.cart)
        return real(*args, **more)

    monkeypatch.setattr(resume, name, too_late)
    friend = Shopper().add(VariantFactory()).post(address("r", secrets["r"]), {"do": do})
    assert friend.page.status_code == 410
    assert "This cart is not there any more" in friend.text
    assert "order" not in friend.client.cookies


def test_nobody_can_fill_a_mailbox_by_asking_for_links(secrets, street):
    """Whoever was given a link may ask as often as they like: one in ten minutes, six a day."""
    for _ in range(20):
        page = Shopper().post(address("r", secrets["r"]), {"do": "identify"})
        street.clock.shift(HOUR / 6)
    assert "Several links went there today" in page.text
    assert Message.objects.filter(kind="recovery.own_link").count() == 6
    street.clock.shift(DAY)
    Shopper().post(address("r", secrets["r"]), {"do": "identify"})
    assert Message.objects.filter(kind="recovery.own_link").count() == 7


def test_stopping_twice_is_stopping_once(secrets):
    for _ in range(2):
        assert Client().post(address("u", secrets["u"])).status_code == 200
    assert Suppression.objects.count() == 1


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


@pytest.mark.parametrize("kind", [*KINDS, "identify", "cancel"])
def test_a_form_of_another_site_is_refused(secrets, episode, kind):
    """But for the one click of a mail program, which comes from anywhere and needs the secret."""
    if kind == "u":
        pytest.skip("RFC 8058 asks for it; see test_one_click_of_a_mail_program_stops")
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


# Sessions and identities


def test_a_link_signs_nobody_in(secrets, episode):
    UserFactory(email="zoe@demo.example")
    friend = Shopper()
    for kind in KINDS:
        friend.get(address(kind, secrets[kind]))
        for data in ASKED:
            if data.get("do") not in {"erase", "stop"}:
                friend.post(address(kind, secrets[kind]), data)
    assert "_auth_user_id" not in friend.client.session
    assert friend.get("/account/reminders/").place == "/account/login/?next=/account/reminders/"


def test_what_a_browser_was_given_beforehand_is_replaced_not_adopted(secrets):
    """Fixation: cookies that somebody planted open nothing of what the link opens later."""
    friend = Shopper()
    for name in (settings.CART_COOKIE_NAME, "order", settings.SESSION_COOKIE_NAME):
        friend.client.cookies[name] = FORGED
    friend.post(address("own", secrets["own"]), {"do": "open"})
    assert friend.place == "/checkout/payment/"
    for name in (settings.CART_COOKIE_NAME, "order"):
        assert friend.client.cookies[name].value != FORGED
    planted = Shopper()
    for name in (settings.CART_COOKIE_NAME, "order", settings.SESSION_COOKIE_NAME):
        planted.client.cookies[name] = FORGED
    assert planted.get("/checkout/payment/").place == "/cart/"


def test_whoever_is_signed_in_stays_who_they_are(secrets, episode):
    friend, bert = Shopper(), UserFactory(email="bert@demo.example")
    friend.client.force_login(bert)
    session = friend.client.cookies[settings.SESSION_COOKIE_NAME].value
    for do in ("open", "copy", "identify"):
        friend.post(address("own", secrets["own"]), {"do": do})
    assert friend.client.cookies[settings.SESSION_COOKIE_NAME].value == session
    assert friend.client.session["_auth_user_id"] == str(bert.pk)
    episode.cart.refresh_from_db()
    assert episode.cart.user is None


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
