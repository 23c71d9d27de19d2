import re

import pytest
from django.db.models import F
from playwright.sync_api import expect

from catalog.facets.keeping import write_facets
from catalog.models import Product, Variant
from tests.browser.looks import assert_accessible_at_every_size, widths_at_320
from tests.factories import CategoryFactory, UserFactory, VariantFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("goods"),
]

PAGES = [
    "/",
    "/c/kitchen/",
    "/p/cup/",
    "/search/?q=cup",
    "/search/?q=kitchenn",  # nothing but what is meant, and where it may be
    "/account/login/",
    "/account/signup/",
    "/nowhere/",
    "/cart/",
    "/checkout/done/",
    "/gallery/",
    "/gallery/503/",
]


FIRST = {"/", "/p/cup/", "/search/?q=cup", "/gallery/"}  # the others are the slow tier's


@pytest.mark.parametrize(
    "address",
    [each if each in FIRST else pytest.param(each, marks=pytest.mark.slow) for each in PAGES],
)
def test_page_is_accessible_at_every_size(open_page, address):
    assert_accessible_at_every_size(open_page(address))


def test_the_form_of_a_review_is_accessible_and_chosen_by_keyboard(open_page):
    user = UserFactory()
    page = open_page("/p/cup/review/")
    page.get_by_test_id("login").fill(user.email)
    page.get_by_test_id("password").fill("correct horse")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("send-review")).to_be_visible()
    page.get_by_test_id("send-review").click()
    expect(page.get_by_test_id("form-errors")).to_be_focused()
    page.get_by_test_id("form-errors").get_by_role("link").first.click()
    expect(page.get_by_test_id("stars").first).to_be_focused()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("4 stars: very good")).to_be_checked()
    assert_accessible_at_every_size(page)


def test_long_words_fit_a_narrow_page(open_page):
    """In the right one of two columns: the name of a shelf, and what a price begins with."""
    CategoryFactory(name_fr="Photographies encadrées")
    Variant.objects.update(price=F("price") * 50)
    write_facets(Variant.objects.values_list("product", flat=True))
    VariantFactory(product=Product.objects.exclude(slug="cup")[0], price=50001)
    page = open_page("/", locale="fr-FR")
    assert widths_at_320(page) == (320, 320)
    page.goto(f"{page.url}c/kitchen/?sort=price")
    expect(page.locator(".price").nth(1)).to_contain_text("à partir de")
    assert widths_at_320(page) == (320, 320)


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


@pytest.mark.parametrize("has_script", [True, False])
def test_what_is_ticked_is_what_is_added(open_page, has_script):
    """Also where no script has followed the choice yet, or ever will."""
    page = open_page("/p/cup/", java_script_enabled=has_script)
    page.get_by_test_id("variant-L").check()
    page.get_by_test_id("add-to-cart").click()
    expect(page.get_by_test_id("line-L")).to_be_visible()
    expect(page.get_by_test_id("line-M")).to_have_count(0)
