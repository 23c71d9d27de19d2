"""Mails that somebody asks for: an alert from the search to the click in its mail, and one's own cart."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from catalog import stock
from catalog.alerts.watching import watch
from catalog.models import Alert
from shop.core import clock
from shop.core.messaging.sending import send_due
from tests.browser.looks import assert_accessible_at_every_size
from tests.catalog.conftest import add_picture
from tests.factories import ProductFactory, VariantFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]

ZOE = "zoe@demo.example"


@pytest.fixture(autouse=True)
def _by_day(settings):
    settings.QUIET_HOURS = ""


def paths():
    """The addresses in the mail that has just arrived."""
    send_due(limit=10)
    return re.findall(r"http://[^/\s]+(/\S+)", mail.outbox[-1].body)


def ask(w, look):
    expect(w.at("alert-form")).to_be_visible()
    look(w.page)
    w.fill(email="zoe").click("alert")
    expect(w.page.get_by_role("alert")).to_be_visible()
    look(w.page)
    w.fill(email=ZOE).click("alert")
    expect(w.page.locator(".notice--success")).to_contain_text("2 ")


def confirm(w, look):
    (link,) = paths()
    w.go(link)
    look(w.page)
    w.click("alert-confirm")
    expect(w.at("alert-confirm")).to_have_count(0)
    look(w.page)
    assert Alert.objects.get().state == "active"


@pytest.mark.parametrize(("language", "has_script"), [("en", True), ("fr", False)])
def test_no_result_then_an_alert_then_it_is_there(walk, copies, language, has_script):
    look = assert_accessible_at_every_size if has_script else copies.check
    w = walk("/search/?q=samovar", java_script_enabled=has_script, locale=language)
    ask(w, look)
    confirm(w, look)
    product = ProductFactory(slug="samovar", name_en="Samovar", name_fr="Samovar")
    VariantFactory(product=product)
    add_picture(product)
    assert watch(at=clock.now())["written"] == 1
    go, link = paths()
    w.go(go)
    expect(w.page.locator("a[href^='/p/samovar/']").first).to_be_visible()
    w.go(link).click("alert-erase").see("/$")
    assert Alert.objects.count() == 0


@pytest.mark.parametrize(("language", "has_script"), [("en", True), ("fr", False)])
def test_sold_out_then_an_alert_then_it_is_back(walk, copies, language, has_script):
    look = assert_accessible_at_every_size if has_script else copies.check
    product = ProductFactory(slug="pot", name_en="Pot", name_fr="Pot")
    VariantFactory(product=product, sku="POT-BLUE")
    grey = VariantFactory(product=product, sku="POT-GREY", on_hand=0, position=1)
    w = walk("/p/pot/", java_script_enabled=has_script, locale=language)
    expect(w.at("alert-form")).to_have_count(0)
    w.at("variant-POT-GREY").check()
    if not has_script:
        w.click("show-variant")
    ask(w, look)
    assert has_script == bool(Alert.objects.get().time_zone)
    confirm(w, look)
    stock.count(variant_id=grey.pk, on_hand=2)
    assert watch(at=clock.now())["written"] == 1
    go, _link = paths()
    w.go(go)
    expect(w.at("add-to-cart")).to_be_visible()
    expect(w.at("alert-form")).to_have_count(0)


@pytest.mark.parametrize(("language", "has_script"), [("en", True), ("fr", False)])
def test_a_cart_that_was_sent_opens_in_another_browser(walk, copies, cup, language, has_script):
    look = assert_accessible_at_every_size if has_script else copies.check
    w = walk("/p/cup/", java_script_enabled=has_script, locale=language)
    w.click("add-to-cart").see("/cart/$")
    w.click("send-cart-open")
    look(w.page)
    w.fill(email=ZOE).click("send-cart").see("/cart/$")
    expect(w.page.locator(".notice--success")).to_be_visible()
    (link,) = paths()
    phone = walk(link, java_script_enabled=has_script, locale=language)
    look(phone.page)
    phone.click("resume").see("/cart/$")
    expect(phone.page.get_by_role("spinbutton").first).to_have_value("1")
