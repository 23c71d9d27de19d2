"""Chromium, driven at a real server. Without it these tests are skipped, but never where CI=true."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import sync_playwright

from tests.catalog.conftest import add_picture
from tests.factories import CategoryFactory, ProductFactory, VariantFactory

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PIXEL = b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"


@pytest.fixture(scope="session", autouse=True)
def _database_from_the_event_loop():
    """Playwright keeps an event loop in this thread; the database is still asked one at a time."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    if path is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("no Chromium here; the browser tests need it (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, goods):
    """Open an address in a new window; at the end nothing may have been complained about."""
    contexts, complaints = [], []

    def complain(message):
        if message.type in {"error", "warning"} and "status of 404" not in message.text:
            complaints.append(message.text)

    def opened(address, **options):
        context = chromium.new_context(locale="en-GB", **options)
        contexts.append(context)
        context.route("**/media/**", lambda route: route.fulfill(body=PIXEL))
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def goods(transactional_db):
    """A shelf of thirty products; the first, ``cup``, in three sizes."""
    shelf = CategoryFactory(slug="kitchen", name_en="Kitchen")
    CategoryFactory(slug="pans", name_en="Pans", parent=shelf)
    cup = ProductFactory(category=shelf, slug="cup", name_en="Cup", description_en="A cup.")
    for sku, price, on_hand in [("S", 1000, 0), ("M", 1100, 2), ("L", 1200, 9)]:
        VariantFactory(product=cup, sku=sku, price=price, on_hand=on_hand)
    for position in range(3):
        add_picture(cup, position=position)
    for product in ProductFactory.create_batch(29, category=shelf):
        VariantFactory(product=product)
        add_picture(product)
    cache.clear()
    return cup


@pytest.fixture
def assert_accessible():
    """Ask axe; what it finds is shown rule by rule."""
    axe = Axe()

    def check(page):
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()

    return check
