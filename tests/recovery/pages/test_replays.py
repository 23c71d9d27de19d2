"""Links of ours, used too late, again, at once, or where somebody is known already (pitfalls R9 to R11)."""

import pytest
from django.conf import settings
from django.test import Client

from cart import changing
from cart.models import Cart, CartKey
from checkout.models import OrderToken
from recovery.models import Decision, Link
from recovery.pages import resume
from shop.core.messaging.models import Message, Suppression
from shop.core.tokens import digest_of
from tests.factories import UserFactory, VariantFactory
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
from tests.shopper import Shopper

KINDS = [*ADDRESSES]
FORGED = "A" * 43


@pytest.fixture
def secrets(episode):
    return secrets_of(episode)


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


def test_two_browsers_open_it_in_the_same_moment(secrets, episode, monkeypatch):
    """Both go on with it; the visit ended well once, and the first use is the first."""
    real, other = resume.come_back, Shopper()

    def after_another(*args, **more):
        monkeypatch.setattr(resume, "come_back", real)
        other.post(address("r", secrets["r"]), {"do": "open"})
        return real(*args, **more)

    monkeypatch.setattr(resume, "come_back", after_another)
    friend = Shopper().post(address("r", secrets["r"]), {"do": "open"})
    assert friend.place == other.place == "/checkout/payment/"
    assert Decision.objects.filter(code="by_link").count() == 1
    assert CartKey.objects.count() == 2
