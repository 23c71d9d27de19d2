"""The form on the cart's page, and its link: it opens a cart, and nobody's account (R5, M10)."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cart.models import Cart
from catalog.models import Product
from recovery.models import CartLink
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from tests.factories import UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
ZOE = "zoe@demo.example"
PERSONAL = (ZOE, "Zoé Démo", "rue des Essais", "75011")


@pytest.fixture(autouse=True)
def _noon(clock):
    """No quiet hour."""


@pytest.fixture
def pot():
    return VariantFactory(product__name_en="Tea pot", price=1000)


@pytest.fixture
def owner(pot):
    return Shopper().add(pot, 2)


@pytest.fixture
def link(owner):
    """The link of the mail that the owner had sent to themselves."""
    owner.post("/cart/send/", {"email": ZOE})
    send_due(limit=10)
    return re.search(r"/r/[\w-]{43}/", mail.outbox[-1].body)[0]


def test_the_form_stands_beside_what_is_in_the_cart(owner):
    owner.get("/cart/")
    assert owner.find("send-cart-open") == "Send this cart to me"
    assert 'data-testid="send-cart"' in owner.page.text
    assert 'data-testid="send-cart"' not in Shopper().get("/cart/").page.text


def test_nothing_is_offered_for_what_is_sensitive(owner):
    Product.objects.update(is_sensitive=True)
    assert 'data-testid="send-cart"' not in owner.get("/cart/").page.text
    owner.post("/cart/send/", {"email": ZOE})
    assert Message.objects.count() == 0


def test_it_is_sent_and_the_page_says_the_same_whatever_is_known(owner, pot):
    emails = (ZOE, ZOE, "max@demo.example")
    told = [owner.post("/cart/send/", {"email": email}).text for email in emails]
    Product.objects.update(is_sensitive=True)
    told.append(owner.post("/cart/send/", {"email": "ana@demo.example"}).text)
    words = {re.search(r"If we may write .*? anywhere\.", text)[0] for text in told}
    assert (len(words), Message.objects.count()) == (1, 2)


def test_at_night_the_page_says_when_it_goes(owner, clock):
    clock.move_to("2026-03-04T22:00:00+00:00")
    owner.post("/cart/send/", {"email": ZOE, "time_zone": "Europe/Lisbon"})
    assert "We send no mails at night: it goes at 8 a.m." in owner.text
    assert Message.objects.get().time_zone == "Europe/Lisbon"


def test_who_is_signed_in_finds_the_address_there(pot):
    shopper = Shopper()
    shopper.client.force_login(UserFactory(email=ZOE))
    assert f'value="{ZOE}"' in shopper.add(pot).get("/cart/").page.text


def test_a_wrong_address_is_said(owner):
    owner.post("/cart/send/", {"email": "zoe"})
    assert owner.page.status_code == 422
    assert "This is not an e-mail address." in owner.text
    assert Message.objects.count() == 0


def test_who_has_no_cart_is_led_to_it():
    stranger = Shopper().post("/cart/send/", {"email": ZOE})
    assert stranger.place == "/cart/"
    assert stranger.get("/cart/send/").place == "/cart/"
    assert Message.objects.count() == 0


def test_without_the_forms_secret_nothing_is_sent(pot):
    shopper = Shopper(enforce_csrf_checks=True)
    shopper.client.post("/cart/add/", {"v": pot.sku, "quantity": 1})
    assert shopper.client.post("/cart/send/", {"email": ZOE}).status_code == 403


def test_who_asks_too_often_is_told_to_wait(owner, settings):
    settings.ASK_RATE_LIMIT = "2/hour"
    codes = [
        owner.post("/cart/send/", {"email": f"max{n}@demo.example"}).page.status_code
        for n in range(3)
    ]
    assert codes == [200, 200, 429]


def test_a_program_that_opens_every_link_changes_nothing(link):
    friend = Shopper()
    with CaptureQueriesContext(connection) as seen:
        for _ in range(2):
            friend.client.get(link)
            friend.client.head(link)
    assert [q["sql"] for q in seen if not q["sql"].startswith("SELECT")] == []
    assert CartLink.objects.get().used_at is None
    assert "cart" not in friend.client.cookies


def test_it_opens_in_another_browser_and_can_be_ordered(link, owner):
    phone = Shopper().get(link)
    assert "Tea pot" in phone.text
    phone.post(link, {"do": "open"})
    assert phone.place == "/cart/"
    assert "Tea pot" in phone.text
    assert "Tea pot" in owner.get("/cart/").text
    assert CartLink.objects.get().used_at is not None
    assert Cart.objects.count() == 1


def test_of_an_order_that_was_begun_nothing_is_seen(link, owner):
    owner.give_email().give_address()
    friend = Shopper().get(link)
    assert friend.find("masked-email") == "z•••@d•••.example"
    assert 'data-testid="identify"' not in friend.page.text
    assert [word for word in PERSONAL if word in friend.page.text] == []
    friend.post(link, {"do": "identify"})
    assert Message.objects.count() == 1
    friend.post(link, {"do": "open"})
    assert friend.place.startswith("/checkout/")
    assert [word for word in PERSONAL if word in friend.page.text] == []


def test_an_account_does_not_get_a_cart_because_its_address_was_typed(link):
    """Anybody may have typed it: the cart stays with whoever filled it."""
    zoe = Shopper()
    zoe.client.force_login(UserFactory(email=ZOE))
    zoe.get(link)
    assert 'data-testid="resume"' not in zoe.page.text
    zoe.post(link, {"do": "open"})
    assert Cart.objects.get().user is None
    zoe.post(link, {"do": "copy"})
    assert "Tea pot" in zoe.get("/cart/").text
    assert Cart.objects.filter(user__email=ZOE).count() == 1
    assert Cart.objects.filter(user=None).count() == 1


def test_the_accounts_own_cart_opens_in_its_other_browser(pot):
    user = UserFactory(email=ZOE)
    desk, phone = Shopper(), Shopper()
    for shopper in (desk, phone):
        shopper.client.force_login(user)
    desk.add(pot).post("/cart/send/", {"email": ZOE})
    send_due(limit=10)
    link = re.search(r"/r/[\w-]{43}/", mail.outbox[-1].body)[0]
    phone.get(link).post(link, {"do": "open"})
    assert (phone.place, Cart.objects.count()) == ("/cart/", 1)


def test_once_ordered_or_emptied_the_link_says_so(link, owner):
    Cart.objects.update(state="ordered")
    assert Shopper().get(link).page.status_code == 410
    Cart.objects.update(state="open")
    owner.post("/cart/empty/")
    assert Shopper().get(link).page.status_code in {404, 410}


def test_the_carts_page_takes_no_query_more(owner):
    owner.get("/cart/")
    with CaptureQueriesContext(connection) as seen:
        owner.client.get("/cart/")
    assert len(seen) <= 5
