"""Somebody else pays: a friend who was forwarded the link walks every page, and meets nobody (R5, R9)."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from checkout.models import Order
from recovery.models import Episode
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.checkout.pages.test_masked_attack import (
    EMAIL,
    POSTS,
    ask,
    come_to,
    leaks,
    told,
)
from tests.checkout.pages.test_masked_attack import owner as owner  # noqa: PLC0414 - a fixture
from tests.factories import DeliveryMethodFactory, VariantFactory
from tests.recovery.conftest import HOUR
from tests.recovery.pages.every_link import address, secrets_of
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db

PASSWORD = "a long word of mine"
GOODS = r"/(p|c|search|static|media|language)/|^/$|^/#|/logout/"  # pages that know no order
FIXED = [
    "/cart/",
    "/checkout/",
    "/checkout/identify/",
    "/account/email/",
    "/account/reminders/",
    "/account/looked-at/",
    "/account/data/",
    "/account/signup/",
]


@pytest.fixture
def shopper():
    return Shopper()


@pytest.fixture
def variant(db):
    DeliveryMethodFactory(name_en="By post", name_fr="Par la poste")
    return VariantFactory(sku="CUP", price=1290, weight=400)


@pytest.fixture
def secrets(street, owner):
    come_to("delivery", owner)
    assert street.after(HOUR) == {"noticed": 1}
    return secrets_of(Episode.objects.get())


@pytest.fixture
def friend(secrets):
    """On another device, with the forwarded link open."""
    return Shopper().get(address("r", secrets["r"]))


def links_of(html):
    found = re.findall(r'(?:href|action)="(/[^"]*)"', html)
    return {path.replace("&amp;", "&") for path in found if not re.search(GOODS, path)}


def crawl(friend, start):
    """Follow every link from ``start``, and ask what is always there; return ``{page: all it told}``."""
    seen, left = {}, [*FIXED, *start]
    while left:
        path = left.pop()
        if path in seen:
            continue
        friend.get(path)
        seen[path] = told(friend.page)
        left += links_of(friend.page.content.decode())
    return seen


def sign_up(friend, email):
    friend.post("/account/signup/", {"email": email, "password1": PASSWORD})
    assert "_auth_user_id" in friend.client.session


def export(friend):
    """Take away what is kept about the account, as its file; the password is asked for again."""
    friend.get("/account/data/")
    if friend.place.startswith("/account/reauthenticate/"):
        friend.post(friend.place, {"password": PASSWORD})
    page = friend.post("/account/data/export/").page
    assert json.loads(page.content)["kept"]
    return told(page)


def masked_links(secrets):
    return [address(kind, secrets[kind]) for kind in ("r", "own", "u", "why", "answer")]


def test_a_friend_pays_and_is_told_of_nobody(friend, secrets, street):
    mail.outbox.clear()
    order = Order.objects.get()
    seen = {"link": told(friend.page), **crawl(friend, masked_links(secrets))}
    friend.post(address("r", secrets["r"]), {"do": "open"})
    assert friend.place == "/checkout/payment/"
    assert leaks({**seen, "opened": told(friend.page), **crawl(friend, [friend.place])}) == set()
    friend.get("/checkout/payment/").pay()
    at_bank = {"bank": told(friend.page)}
    friend.at_bank("refuse", reason="no_funds")
    at_bank |= {"refused": told(friend.page), **crawl(friend, [friend.place])}
    friend.get("/checkout/payment/").pay().at_bank()
    assert friend.place == "/checkout/done/"
    at_bank |= {"paid": told(friend.page), **crawl(friend, [friend.place, *masked_links(secrets)])}
    assert leaks(at_bank) == set()
    paid = Order.objects.get()
    assert (paid.state, paid.person, paid.user, paid.email) == ("paid", order.person, None, EMAIL)
    send_due(limit=10)
    assert {tuple(sent.to) for sent in mail.outbox} == {(EMAIL,)}
    assert Message.objects.exclude(recipient=EMAIL).count() == 0


def test_what_is_awaited_is_paid_otherwise_by_the_friend(friend, secrets):
    friend.post(address("r", secrets["r"]), {"do": "open"}).pay(way="transfer")
    seen = {"waits": told(friend.page), **crawl(friend, ["/checkout/done/", "/checkout/done/pay/"])}
    friend.post("/checkout/done/pay/", {"gateway": "testbank", "shown_total": "1"})
    seen["other"] = told(friend.page)
    friend.get("/checkout/done/cancel/")
    assert friend.page.status_code == 403
    assert leaks({**seen, "cancel": told(friend.page)}) == set()


def test_an_account_of_the_friends_own_learns_nothing_of_the_order(friend, secrets, owner):
    """Signed up with the cart open, which then is theirs: the order is not, nor is what is exported."""
    friend.post(address("r", secrets["r"]), {"do": "open"})
    sign_up(friend, "bert@demo.example")
    EmailAddress.objects.update(verified=True)
    seen = {"before": export(friend), **crawl(friend, masked_links(secrets))}
    friend.get("/checkout/payment/").pay().at_bank()
    seen |= {"done": told(friend.page), "after": export(friend)}
    assert leaks({**seen, **crawl(friend, ["/checkout/done/"])}) == set()
    assert (Order.objects.get().email, Order.objects.get().user) == (EMAIL, None)
    assert "17 rue Dérobée" in owner.get("/checkout/done/").text


def test_whoever_takes_the_owners_address_for_an_account_is_not_the_owner(friend, secrets, owner):
    """Anybody may type any address at sign-up (ADR 0005): until it is confirmed it opens nothing."""
    sign_up(friend, EMAIL)
    friend.post(address("r", secrets["r"]), {"do": "open"})
    seen = crawl(friend, ["/checkout/payment/", *masked_links(secrets)])
    seen["export"] = export(friend)
    friend.get("/checkout/payment/").pay().at_bank()
    seen |= {"done": told(friend.page), **crawl(friend, ["/checkout/done/"])}
    known = {EMAIL, "zoe.secret"}  # they typed it themselves
    assert {secret for _how, secret in leaks(seen)} <= known


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["r", "own", "u", "why", "answer"])
def test_whatever_is_sent_to_a_link_page_tells_nothing(friend, secrets, kind):
    cookies = {name: morsel.value for name, morsel in friend.client.cookies.items()}
    verbs = ("open", "copy", "identify", "again", "stop", "erase")
    path = address(kind, secrets[kind])
    sent = [*POSTS, *({"do": verb} for verb in verbs if (kind, verb) != ("own", "open"))]
    found = {str(data): ask(cookies, "post", path, data) for data in [*sent, {"said": "price"}]}
    assert leaks(found) == set()


@pytest.mark.slow
def test_the_search_would_find_what_the_owners_link_shows(secrets):
    """The proof that the tests above can fail."""
    own = Shopper().post(address("own", secrets["own"]), {"do": "open"})
    found = {secret for _how, secret in leaks(crawl(own, ["/checkout/payment/"]))}
    assert {EMAIL, "Kerguelen", "Dérobée", "22703", "Xanthippe", "0697449992"} <= found
