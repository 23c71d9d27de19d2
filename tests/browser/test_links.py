"""The link back to a cart, opened when and where it was not meant to be: what people see, and what next."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import expect

from cart import changing
from cart.models import Cart
from catalog.models import Stock, Variant
from recovery.models import Link
from shop.core import clock
from shop.core.messaging.sending import send_due
from tests.browser.looks import assert_accessible_at_every_size
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.slow]

EACH_WAY = pytest.mark.parametrize(("language", "has_script"), [("en", True), ("fr", False)])


@pytest.fixture
def other_device(walk, copies, language, has_script):
    """Open an address where nothing of the shop is known; return the walker, and how to look at it."""

    def opened(path, session=""):
        w = walk(java_script_enabled=has_script, locale=language)
        if session:
            w.page.context.add_cookies([{"name": "sessionid", "value": session, "url": w.base}])
        return w.go(path)

    opened.look = assert_accessible_at_every_size if has_script else copies.check
    return opened


def expire_links():
    Link.objects.update(expires_at=clock.now() - timedelta(minutes=1))


def new_letter(base):
    """Return where the mail leads that was asked for."""
    before = len(mail.outbox)
    send_due(limit=10)
    (sent,) = mail.outbox[before:]
    assert sent.to == ["zoe@demo.example"]
    return re.search(rf"{base}(/r/\S+)", sent.body)[1]


@EACH_WAY
def test_too_old_and_a_new_one_asked_for(other_device, letter):
    expire_links()
    w = other_device(letter["r"])
    other_device.look(w.page)
    assert w.shows_nobody
    w.click("ask-again").see(letter["r"])
    expect(w.page.locator(".notices")).to_be_visible()
    other_device.look(w.page)
    w.go(new_letter(w.base))
    w.click("resume").see("/checkout/delivery/$").go("/checkout/email/")
    expect(w.at("email")).to_have_value("zoe@demo.example")


@EACH_WAY
def test_its_owner_says_so_and_is_sent_the_proof(other_device, letter):
    w = other_device(letter["r"]).click("identify").see(letter["r"])
    expect(w.page.locator(".notices")).to_be_visible()
    other_device.look(w.page)
    assert w.shows_nobody
    w.go(new_letter(w.base))
    other_device.look(w.page)
    w.click("resume").see("/checkout/delivery/$").go("/checkout/address/")
    expect(w.at("delivery-name")).to_have_value("Zoé Démo")


@EACH_WAY
def test_erased_in_the_meantime(other_device, letter):
    changing.empty(cart=Cart.objects.get())
    w = other_device(letter["r"])
    other_device.look(w.page)
    w.click("home").see("/$")


@EACH_WAY
def test_a_part_of_it_is_sold_out(other_device, letter):
    changing.add(cart=Cart.objects.get(), variant=Variant.objects.get(sku="M"), quantity=2)
    Stock.objects.filter(variant__sku="M").update(on_hand=0)
    w = other_device(letter["r"])
    expect(w.at("to-settle")).to_be_visible()
    other_device.look(w.page)
    w.click("resume").see("/cart/$")
    other_device.look(w.page)
    w.click("remove-M")
    expect(w.at("not-ready")).to_have_count(0)
    w.click("checkout").see("/checkout/delivery/$")
    assert w.shows_nobody


@EACH_WAY
def test_all_of_it_is_sold_out(other_device, letter):
    Stock.objects.update(on_hand=0)
    w = other_device(letter["r"])
    expect(w.at("none-left")).to_be_visible()
    other_device.look(w.page)
    w.click("resume").see("/cart/$")
    other_device.look(w.page)


@EACH_WAY
@pytest.mark.parametrize("answer", ["resume", "copy"])
def test_in_a_browser_that_has_a_cart_of_its_own(other_device, letter, answer):
    w = other_device("/").add("M").go(letter["r"])
    other_device.look(w.page)
    w.click(answer)
    w.see({"resume": "/checkout/delivery/$", "copy": "/cart/$"}[answer]).go("/cart/")
    expect(w.at("line-L")).to_be_visible()
    expect(w.at("line-M")).to_be_visible()
    other_device.look(w.page)


@EACH_WAY
def test_signed_in_as_somebody_else_there_are_copies_only(other_device, letter):
    client = Client()
    client.force_login(UserFactory())
    w = other_device(letter["r"], session=client.cookies["sessionid"].value)
    expect(w.at("resume")).to_have_count(0)
    other_device.look(w.page)
    assert w.shows_nobody
    w.click("copy").see("/cart/$")
    expect(w.at("line-L")).to_be_visible()
    other_device.look(w.page)
