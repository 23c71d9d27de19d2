"""The cart in a browser: what is undone, kept, put aside, erased, and changed in another window."""

import pytest
from playwright.sync_api import expect

from cart.models import Cart, DeliveryRate
from catalog.models import Variant
from tests.browser.looks import assert_accessible, assert_accessible_at_every_size
from tests.factories import DeliveryMethodFactory, DeliveryZoneFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.enable_socket]


@pytest.mark.parametrize("has_script", [True, False])
def test_what_was_removed_is_put_back(walk, has_script):
    w = walk(java_script_enabled=has_script).add(quantity=2).click("remove-L")
    expect(w.at("line-L")).to_have_count(0)
    w.click("undo")
    expect(w.at("quantity-L")).to_have_value("2")
    assert w.amount("total") == 2890


def test_saved_for_later_and_moved_back(walk):
    w = walk().add(quantity=2).add(sku="M").click("save-L")
    assert w.amount("total") == 1590
    expect(w.at("cart-size")).to_contain_text("1")
    assert_accessible_at_every_size(w.page)
    w.click("move-L")
    assert w.amount("total") == 3990
    expect(w.at("quantity-L")).to_have_value("2")


def test_emptied_for_good(walk):
    w = walk().add().click("empty")
    assert_accessible_at_every_size(w.page)
    w.click("empty-yes")
    expect(w.at("look-around")).to_be_visible()
    assert not Cart.objects.exists()
    assert "cart" not in {cookie["name"] for cookie in w.page.context.cookies()}


def test_risen_price_is_agreed_to(walk):
    w = walk().add()
    Variant.objects.filter(sku="L").update(price=1250)
    w.page.reload()
    expect(w.at("checkout")).to_have_count(0)
    assert_accessible_at_every_size(w.page)
    w.click("agree")
    expect(w.at("checkout")).to_be_visible()
    assert w.amount("total") == 1740


@pytest.mark.parametrize("has_script", [True, False])
def test_delivery_to_another_country_is_estimated(walk, has_script):
    zone = DeliveryZoneFactory(countries="BE")
    DeliveryMethodFactory(rates=[{"price": 190, "zone": zone, "most_weight": 1}])
    DeliveryRate.objects.filter(zone=None).update(zone=DeliveryZoneFactory(countries="FR,CH"))
    w = walk(java_script_enabled=has_script).add()
    w.click("other-country")
    if has_script:  # axe is one
        assert_accessible_at_every_size(w.page)
    w.at("country").select_option("CH")
    w.click("choose-country").see("/cart/$")
    expect(w.at("country")).to_have_value("CH")
    assert w.amount("delivery-price") == 490
    expect(w.at("delivery-days")).to_be_visible()


def test_country_that_a_heavy_cart_does_not_reach(walk):
    zone = DeliveryZoneFactory(countries="BE")
    DeliveryMethodFactory(rates=[{"price": 190, "zone": zone, "most_weight": 1}])
    DeliveryRate.objects.filter(zone=None).update(zone=DeliveryZoneFactory(countries="FR,CH"))
    Variant.objects.update(weight=400)
    w = walk().add().click("other-country")
    w.at("country").select_option("BE")
    w.click("choose-country").see("/cart/$")
    expect(w.at("undeliverable")).to_be_visible()
    expect(w.at("checkout")).to_have_count(0)
    assert_accessible_at_every_size(w.page)
    w.at("country").select_option("FR")
    w.click("choose-country").see("/cart/$").click("checkout").see("/checkout/email/$")


def test_line_that_another_window_removed(walk):
    w = walk().add().add(sku="M")
    other = w.page.context.new_page()
    other.goto(w.page.url)
    other.get_by_test_id("remove-L").click()
    expect(other.get_by_test_id("line-L")).to_have_count(0)
    w.fill(**{"quantity-L": "5"}).click("update-L").see("/cart/$")
    expect(w.page.locator(".notices")).to_be_visible()
    expect(w.at("line-L")).to_have_count(0)
    assert w.amount("total") == 1590
    assert_accessible(w.page)


@pytest.fixture
def back(walk):
    """A shopper who comes back after a break, with one thing in the cart."""
    w = walk().add()
    w.page.context.clear_cookies(name="cart_size")
    w.go("/")
    expect(w.at("welcome-back")).to_be_visible()
    return w


def test_welcome_back_and_keep(back):
    assert_accessible_at_every_size(back.page)
    back.click("welcome-keep")
    expect(back.at("welcome-back")).to_have_count(0)
    expect(back.at("cart-size")).to_contain_text("1")
    assert back.place == "/"
    back.page.reload()
    expect(back.at("welcome-back")).to_have_count(0)


def test_welcome_back_and_view(back):
    back.click("welcome-view").see("/cart/$")
    expect(back.at("line-L")).to_be_visible()
    back.go("/")
    expect(back.at("welcome-back")).to_have_count(0)


def test_welcome_back_and_empty(back):
    back.click("welcome-empty").see("/cart/$")
    expect(back.at("look-around")).to_be_visible()
    assert not Cart.objects.exists()
