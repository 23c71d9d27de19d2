"""Somebody begins to type and is shown what they may mean: by keyboard, by touch, without a script (S1.1)."""

import re

import pytest
from playwright.sync_api import expect

from catalog.models import Search
from tests.browser.looks import EVERYTHING, LOOKS, assert_accessible
from tests.factories import CategoryFactory, ProductFactory, VariantFactory

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def cups(cup):
    """Beside the ``cup``: a saucer of cups, a shelf of cups, and other things."""
    for slug, name in (("cupboard", "Cupboard"), ("pan", "Pan")):
        VariantFactory(product=ProductFactory(category=cup.category, slug=slug, name_en=name))
    CategoryFactory(slug="cups", name_en="Cups", parent=cup.category)


def type_in(page, text):
    box = page.get_by_test_id("search-top")
    box.focus()
    box.press_sequentially(text)
    return box, page.get_by_test_id("search-top-suggest")


def chosen(box):
    """Return what the box says is chosen, in the words of the option that it names."""
    name = box.get_attribute("aria-activedescendant")
    return box.page.locator(f"#{name}").inner_text().split("\n")[0].strip() if name else None


def test_by_keyboard_alone(cups, open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    box, options = type_in(page, "cup")
    expect(options).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#search-top-said")).to_have_text("3 suggestions. Arrow keys choose.")
    assert [chosen(box), box.get_attribute("aria-controls")] == [None, "search-top-suggest"]
    walked = []
    for key in ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"]:
        page.keyboard.press(key)
        walked.append(chosen(box))
    assert walked == [
        "Cups in Kitchen",
        "Cup",
        "Cupboard",
        None,
        "Cupboard",
        "Cups in Kitchen",
        "Cupboard",
    ]
    expect(options.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(options).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert (chosen(box), box.input_value()) == (None, "cup")
    page.keyboard.press("ArrowDown")
    expect(options).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/p/cup/$"))
    assert Search.objects.count() == 0


@pytest.mark.slow
def test_enter_in_the_box_searches_and_tab_leaves_it(cups, open_page):
    page = open_page("/")
    box, options = type_in(page, "cup")
    expect(options).to_be_visible()
    page.keyboard.press("Tab")
    expect(options).to_be_hidden()
    expect(page.get_by_test_id("search-top-go")).to_be_focused()
    box.fill("cupb")
    expect(options).to_be_visible()
    page.keyboard.press("Home")  # the beginning of the text, not of the list
    assert (chosen(box), box.evaluate("box => box.selectionStart")) == (None, 0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=cupb$"))


@pytest.mark.slow
def test_what_fits_nothing_closes_the_list(cups, open_page):
    page = open_page("/")
    box, options = type_in(page, "cup")
    expect(options).to_be_visible()
    box.fill("cupzz")
    expect(options).to_be_hidden()
    expect(page.locator("#search-top-said")).to_have_text("No suggestions")
    box.fill("cu")
    expect(options).to_be_visible()


@pytest.mark.slow
def test_by_touch(cups, open_page):
    page = open_page("/", has_touch=True, viewport={"width": 390, "height": 800})
    page.get_by_test_id("search-top").tap()
    _box, options = type_in(page, "cupb")
    options.get_by_role("option").tap()
    expect(page).to_have_url(re.compile("/p/cupboard/$"))


def test_axe_has_nothing_against_it(cups, open_page):
    page = open_page("/")
    _box, options = type_in(page, "cup")
    expect(options).to_be_visible()
    page.keyboard.press("ArrowDown")
    for width, scheme, asked in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(options).to_be_visible()
        assert_accessible(page, asked)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.goto(page.url + "search/suggest/?q=cup")
    assert_accessible(page, EVERYTHING)


def test_without_a_script_the_box_is_a_plain_form(cups, open_page, copies):
    page = open_page("/", java_script_enabled=False)
    box = page.get_by_test_id("search-top")
    box.fill("cup")
    assert (box.get_attribute("role"), box.get_attribute("aria-expanded")) == (None, None)
    expect(page.get_by_test_id("search-top-suggest")).to_be_hidden()
    page.get_by_test_id("search-top-go").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=cup$"))
    page.goto(re.sub("/search/.*", "/search/suggest/?q=cup", page.url))
    expect(page.get_by_role("link", name="Cupboard")).to_be_visible()
    copies.check(page)
    page.get_by_test_id("search-all").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=cup$"))
