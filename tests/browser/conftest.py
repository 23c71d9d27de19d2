"""Chromium, driven at a real server. Without it these tests are skipped, but never where CI=true."""

import os
import re
import shutil
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.db.models import F
from playwright.sync_api import sync_playwright

from cart.models import Cart
from catalog.models import Complement, Review
from catalog.reviews.moderating import approve, reply
from catalog.search.indexing import in_batches
from checkout.models import Order
from recovery.models import Scenario
from recovery.sweeping import sweep
from shop.core import clock
from shop.core.messaging.sending import send_due
from tests.browser.flags import FLAGS
from tests.browser.looks import Copies
from tests.browser.walker import Walker
from tests.catalog.conftest import add_picture
from tests.factories import (
    CategoryFactory,
    DeliveryMethodFactory,
    ProductFactory,
    PromotionFactory,
    ReviewFactory,
    UserFactory,
    VariantFactory,
)

PIXEL = b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Have SQLite in a file, as shops have it: in memory, whoever reads refuses whoever writes.

    There all threads of the server share one connection, and a page that is read while another is
    written (the form that keeps itself, and the step after it) ends in "table is locked".
    """
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "shop.sqlite3")


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
def open_page(chromium, live_server):
    """Open an address in a new window; at the end nothing may have been complained about."""
    contexts, complaints = [], []

    def complain(message):
        is_expected = re.search(r"status of (404|410|422)", message.text)  # shown on purpose
        if message.type in {"error", "warning"} and not is_expected:
            complaints.append(message.text)

    def opened(address, **options):
        context = chromium.new_context(**{"locale": "en-GB", **options})
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
def cup(transactional_db):
    """A shelf with one product, ``cup``, in three sizes."""
    shelf = CategoryFactory(slug="kitchen", name_en="Kitchen")
    CategoryFactory(slug="pans", name_en="Pans", parent=shelf)
    cup = ProductFactory(category=shelf, slug="cup", name_en="Cup", description_en="A cup.")
    for sku, price, on_hand in [("S", 1000, 0), ("M", 1100, 2), ("L", 1200, 9)]:
        VariantFactory(product=cup, sku=sku, price=price, on_hand=on_hand)
    for position in range(3):
        add_picture(cup, position=position)
    cache.clear()
    return cup


@pytest.fixture
def goods(cup):
    """The shelf of ``cup`` with 29 more products, one of which goes well with it, and its reviews."""
    with in_batches():
        products = ProductFactory.create_batch(29, category=cup.category)
        for product in products:
            VariantFactory(product=product)
            add_picture(product)
    Complement.objects.create(product=cup, complement=products[0])
    staff = UserFactory(is_staff=True)
    for stars in (5, 5, 4, 4, 2, 1):
        review = approve(review=ReviewFactory(product=cup, stars=stars), by=staff)
    reply(review=review, text="Thank you, we will look at it.", by=staff)
    Review.objects.filter(pk=review.pk).update(is_verified=True, language="fr", helpful_count=2)
    cache.clear()


@pytest.fixture
def funnel(cup, live_server, settings):
    """The ``cup``, two ways to bring them, and the code WELCOME10."""
    settings.BASE_URL = live_server.url
    DeliveryMethodFactory(name_en="By post", name_fr="Par la poste")
    DeliveryMethodFactory(name_en="Express", name_fr="Express", rates=[{"price": 990}])
    PromotionFactory(code="WELCOME10", percent=10)


@pytest.fixture
def walk(funnel, open_page, live_server):
    """Start a walk: ``walk()``, or ``walk(java_script_enabled=False)`` and the like."""

    def started(address="/", **options):
        return Walker(open_page(address, **options), live_server.url)

    return started


@pytest.fixture
def letter(walk, settings):
    """The reminder to somebody who left at the delivery with the box ticked; its links by kind."""
    settings.QUIET_HOURS = ""
    Scenario.objects.update(activated_at=clock.now() - timedelta(days=9))
    w = walk().come_to_email()
    w.fill(email="zoe@demo.example").at("wants_reminders").check()
    w.click("continue").see("/checkout/address/$").fill_address().click("continue")
    w.see("/checkout/delivery/$")
    for model in (Cart, Order):
        model.objects.update(last_activity_at=F("last_activity_at") - timedelta(hours=5))
    sweep(at=clock.now())
    send_due(limit=10)
    (sent,) = mail.outbox
    return {path.split("/")[1]: path for path in re.findall(r"http://[^/\s]+(/\S+)", sent.body)}


@pytest.fixture
def copies(chromium):
    """A window of its own in which axe is shown pages that were met without scripts."""
    context = chromium.new_context()
    yield Copies(context.new_page())
    context.close()
