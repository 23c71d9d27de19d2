import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

PAGES = [
    "/",
    "/c/kitchen/",
    "/p/cup/",
    "/search/?q=cup",
    "/search/?q=nothing-like-it",
    "/account/login/",
    "/account/signup/",
    "/nowhere/",
]
WIDTHS = [390, 1280]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PAGES)
def test_page_is_accessible(open_page, assert_accessible, address, width, scheme):
    page = open_page(address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert_accessible(page)


@pytest.mark.parametrize("address", PAGES)
def test_page_fits_a_small_phone_and_a_zoomed_window(open_page, address):
    page = open_page(address, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_search_is_reached_by_keyboard(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("search-top")).to_be_focused()
    page.keyboard.type("cup")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=cup$"))


def test_skip_link_goes_to_the_content(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_choosing_a_variant_changes_price_and_stock_at_once(open_page):
    page = open_page("/p/cup/")
    expect(page.locator("#offer")).to_contain_text("€11.00")
    page.get_by_test_id("variant-L").check()
    expect(page.locator("#offer")).to_contain_text("€12.00")
    expect(page.locator("#offer")).to_contain_text("In stock")
    expect(page).to_have_url(re.compile(r"\?v=L$"))
    expect(page.get_by_test_id("variant-L")).to_be_focused()
    page.go_back()
    expect(page.locator("#offer")).to_contain_text("€11.00")


def test_sorting_keeps_the_page_and_changes_the_list(open_page):
    page = open_page("/c/kitchen/")
    page.get_by_test_id("sort").select_option("price")
    expect(page.locator(".card__name").first).to_have_text("Cup")
    expect(page).to_have_url(re.compile(r"sort=price"))


def test_everything_works_without_a_script(open_page):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("navigation", name="Categories").get_by_role("link", name="Kitchen").click()
    page.get_by_test_id("sort").select_option("price")
    page.get_by_test_id("apply").click()
    page.get_by_role("link", name="Cup").click()
    page.get_by_test_id("variant-L").check()
    page.get_by_test_id("show-variant").click()
    expect(page.locator("#offer")).to_contain_text("€12.00")
    page.get_by_test_id("language-fr").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_url(re.compile(r"/p/cup/\?v=L$"))


def test_pictures_keep_their_place_while_they_load(open_page):
    page = open_page("/c/kitchen/", viewport={"width": 390, "height": 800})
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.01


@pytest.mark.parametrize("address", ["/", "/c/kitchen/", "/p/cup/"])
def test_targets_are_large_enough(open_page, address):
    """WCAG 2.5.8: 24 by 24 pixels, but for links inside a text."""
    page = open_page(address, viewport={"width": 390, "height": 800})
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden])")]
            .filter(e => !e.closest("p, .card, .crumbs, .skip") && !e.matches(".skip"))
            .map(e => [e.outerHTML.slice(0, 90), e.closest("label") || e])
            .filter(([_, e]) => { const b = e.getBoundingClientRect();
                                  return b.width && (b.width < 24 || b.height < 24); })
            .map(([html]) => html)"""
    )
    assert small == []
