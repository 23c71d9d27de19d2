"""From what somebody types, mistyped even, to the product: with a keyboard, a phone, and no scripts."""

import re

import pytest
from playwright.sync_api import expect

from catalog.search.indexing import in_batches
from catalog.variants import set_option_values
from tests.browser.looks import assert_accessible_at_every_size
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("teapots"),
]


@pytest.fixture
def teapots(cup):
    """Teapots, red and blue, dear and cheap; one of them is sold out."""
    shelf = CategoryFactory(slug="tea", name_en="Tea", name_fr="Thé")
    colour = AttributeFactory(code="colour", name_en="Colour", name_fr="Couleur")
    red, blue = (
        AttributeValueFactory(attribute=colour, code=code, name_en=code.title())
        for code in ("red", "blue")
    )
    brands = [BrandFactory(slug=f"b{number}", name=f"Brand {number}") for number in range(2)]
    with in_batches():
        for number in range(6):
            product = ProductFactory(
                category=shelf,
                slug=f"teapot-{number}",
                name_en=f"Teapot {number}",
                brand=brands[number % 2],
            )
            variant = VariantFactory(
                product=product, price=1000 * (number + 1), on_hand=0 if number == 5 else 4
            )
            set_option_values(variant=variant, values=[red if number % 3 else blue])


def test_from_a_typo_to_a_product_by_keyboard_alone(open_page):
    page = open_page("/")
    press(page, "Tab", 3)
    expect(page.get_by_test_id("search-top")).to_be_focused()
    page.keyboard.type("taepot")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=taepot$"))
    come_to(page, page.get_by_test_id("did-you-mean").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("6 products found")
    assert_accessible_at_every_size(page)
    blue = page.get_by_test_id("a-colour-blue")
    come_to(page, blue)
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("2 products found")
    expect(blue).to_be_focused()
    expect(page).to_have_url(re.compile("a-colour=blue"))
    assert_accessible_at_every_size(page)
    come_to(page, page.locator(".card__name a").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/p/teapot-[03]/"))


def test_the_drawer_on_a_phone_needs_no_scripts(open_page):
    page = open_page("/c/tea/", java_script_enabled=False, viewport={"width": 390, "height": 800})
    expect(page.get_by_test_id("brand-b1")).to_be_hidden()
    page.get_by_test_id("open-filters").click()
    page.get_by_test_id("brand-b1").check()
    page.get_by_test_id("in_stock-1").check()
    page.get_by_test_id("show").click()
    expect(page.locator("#count")).to_have_text("2 products")
    expect(page.get_by_test_id("chip")).to_have_count(2)
    page.get_by_test_id("chip-all").click()
    expect(page.locator("#count")).to_have_text("6 products")


@pytest.mark.slow
def test_a_desk_without_scripts_has_a_button_to_apply(open_page):
    page = open_page("/c/tea/", java_script_enabled=False)
    page.get_by_test_id("a-colour-red").check()
    page.get_by_test_id("sort").select_option("-price")
    page.get_by_test_id("apply").click()
    expect(page.locator(".card__name a").first).to_have_text("Teapot 5")
    expect(page.locator("#count")).to_have_text("4 products")


@pytest.mark.slow
def test_the_drawer_stays_open_while_boxes_are_ticked(open_page):
    page = open_page("/c/tea/", viewport={"width": 390, "height": 800})
    page.get_by_test_id("open-filters").click()
    page.get_by_test_id("brand-b0").check()
    expect(page.get_by_test_id("show")).to_have_text("Show 3 products")
    page.get_by_test_id("brand-b0").uncheck()
    expect(page.get_by_test_id("show")).to_have_text("Show 6 products")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("brand-b0")).to_be_hidden()


def press(page, key, times):
    for _time in range(times):
        page.keyboard.press(key)


def come_to(page, element):
    """Press Tab until ``element`` has the focus, as somebody without a mouse does."""
    for _time in range(60):
        if element.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not come there")
