"""Walks a running demo and keeps a picture of every page: ``python -m tests.browser.screenshots``.

Each page is shown on a phone and on a desk, in the light and in the dark, in English and French:
``FOLDER/<page>-<language>-<width>-<scheme>.webp``.
"""

import argparse
import io
import json
import re
import shutil
import signal
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from tqdm import tqdm

from tests.browser.flags import FLAGS
from tests.browser.montage import make_montages
from tests.browser.walker import Walker
from tests.demo.test_demo_command import Demo

LANGUAGES = ("en", "fr")
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
TALLEST = 4000  # pixels of a page that are kept
# An hour of recovery passes in three seconds: the mail about a left order comes while we wait.
SETTINGS = {"DEMO_TIME_SCALE": "1200", "HEARTBEAT_SECONDS": "1"}
MAIL_SECONDS = 60
PRODUCT = "/p/theiere-matin-calme/"


class Camera:
    """Takes pictures of what a walker sees, in every width and scheme; keeps those asked for."""

    def __init__(self, walker, folder, language, wanted, bar):
        self.walker, self.folder, self.language = walker, folder, language
        self.wanted, self.bar = wanted, bar

    def take(self, name):
        if not re.search(self.wanted, name):
            return
        page = self.walker.page
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844 if width == 390 else 800})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                if "/html/" not in page.url:  # a mail runs no script
                    _load_what_is_below(page)
                shot = page.screenshot(full_page=True)
                _keep(shot, self.folder / f"{name}-{self.language}-{width}-{scheme}.webp")
                self.bar.update()

    def visit(self, pages):
        for name, address in pages.items():
            self.walker.go(address)
            self.take(name)


def _load_what_is_below(page):
    """Scroll to the end and back: pictures below the fold are loaded when they come near."""
    page.evaluate("""async () => {
        for (let y = 0; y < document.body.scrollHeight; y += 600) {
            scrollTo(0, y);
            await new Promise(done => setTimeout(done, 30));
        }
        scrollTo(0, 0);
        await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
    }""")


def _keep(shot, path):
    with Image.open(io.BytesIO(shot)) as picture:
        picture.crop((0, 0, picture.width, min(picture.height, TALLEST))).save(path, quality=80)


BROWSING = {
    "home": "/",
    "category": "/c/cuisine-et-table/",
    "subcategory": "/c/the-et-cafe/?sort=price",
    "search": "/search/?q=th",
    "search-none": "/search/?q=zeppelin",
    "product": PRODUCT,
    "product-out": f"{PRODUCT}?v=THE-GRI",
    "cart-empty": "/cart/",
    "login": "/account/login/",
    "signup": "/account/signup/",
    "password-reset": "/account/password/reset/",
    "gallery": "/gallery/",
    "error-403": "/gallery/403/",
    "error-404": "/nowhere/",
    "error-429": "/gallery/429/",
    "error-500": "/gallery/500/",
    "maintenance": "/gallery/503/",
    "no-order": "/checkout/done/",
    "dead-link": "/r/not-a-link-of-this-shop/",
}
STAFF = {
    "product-review": f"{PRODUCT}review/",
    "admin": "/admin/",
    "admin-product": "/admin/catalog/product/",
    "admin-orders": "/admin/checkout/order/",
    "admin-episodes": "/admin/recovery/episode/",
    "admin-reviews": "/admin/catalog/review/",
    "reports": "/admin/reports/overview/",
    "reports-searches": "/admin/reports/searches/",
    "reports-funnel": "/admin/reports/funnel/",
    "reports-recovery": "/admin/reports/recovery/",
}


def fill_cart(walker):
    for address in (PRODUCT, "/p/tasse-du-dimanche/", "/p/miel-de-fleurs/"):
        walker.go(address).click("add-to-cart").see("/cart/$")


def buy(walker, camera, email):
    """Go through the steps, wrongly once at each, to an order whose first payment is declined."""
    fill_cart(walker)
    camera.take("cart")
    walker.click("checkout").see("/checkout/email/$")
    camera.take("checkout-email")
    walker.fill(email=email).click("continue").see("/checkout/address/$")
    camera.take("checkout-address")
    walker.click("continue")
    camera.take("checkout-address-errors")
    walker.fill_address().click("continue").see("/checkout/delivery/$")
    camera.take("checkout-delivery")
    walker.page.locator("input[name=method]").first.check()
    walker.click("continue").see("/checkout/payment/$")
    camera.take("checkout-payment")
    walker.click("pay").see("/testbank/")
    camera.take("test-bank")
    walker.click("refuse").see("/checkout/payment/$")
    camera.take("checkout-declined")
    walker.click("pay").see("/testbank/").click("accept").see("/checkout/done/$")
    camera.take("confirmation")
    walker.click("invoice").see("/checkout/done/invoice/$")
    camera.take("invoice")


def leave_at_delivery(walker, email):
    fill_cart(walker)
    walker.click("checkout").see("/checkout/email/$").fill(email=email)
    walker.at("wants_reminders").check()
    walker.click("continue").see("/checkout/address/$").fill_address().click("continue")
    walker.see("/checkout/delivery/$")


def follow_the_mail(walker, camera, mail):
    paths = {
        "resume": r"r/\S+",
        "why": r"why/[^/\s]+/(?!\S)",
        "answer": r"why/\S+/answer/",
        "stop": r"u/\S+",
    }
    for name, path in paths.items():
        walker.page.goto(re.search(rf"http\S+/{path}", mail["text"])[0])
        camera.take(name)


def mail_to(demo, email, about=""):
    """Wait for a mail to ``email`` and return it."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        mails = json.loads(demo.get("/demo/mailbox/?format=json")[1])
        for mail in mails:
            if mail["to"] == email and about in mail["text"]:
                return mail
        time.sleep(0.5)
    sys.exit(f"no mail to {email} came within {MAIL_SECONDS} seconds")


def sign_in(walker, email):
    walker.go("/account/login/")
    walker.page.fill("input[name=login]", email)
    walker.page.fill("input[name=password]", "panier-demo")
    walker.page.keyboard.press("Enter")
    walker.page.wait_for_url(lambda url: "/login/" not in url)


def walk(demo, browser, folder, wanted, bar, language):
    """See the whole shop in ``language``."""
    locale = {"en": "en-GB", "fr": "fr-FR"}[language]

    def stranger():
        walker = Walker(browser.new_context(locale=locale).new_page(), demo.address)
        return walker, Camera(walker, folder, language, wanted, bar)

    left = f"left-{language}@demo.example"
    leave_at_delivery(stranger()[0], left)
    walker, camera = stranger()
    camera.visit(BROWSING)
    buyer = f"buyer-{language}@demo.example"
    buy(walker, camera, buyer)
    mails = {
        "mail-order": mail_to(demo, buyer),
        "mail-left": mail_to(demo, left, "/r/"),
    }
    walker, camera = stranger()
    follow_the_mail(walker, camera, mails["mail-left"])
    camera.visit({n: f"/demo/mailbox/{m['id']}/html/" for n, m in mails.items()})
    camera.visit({"mailbox": "/demo/mailbox/"})
    walker, camera = stranger()
    sign_in(walker, "admin@demo.example")
    camera.visit(STAFF)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/screenshots"))
    parser.add_argument("--only", default="", help="a regular expression over the names of pages")
    parser.add_argument("--readme", type=Path, help="where to put the README's montages, too")
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or sys.exit("no chromium here (Debian: apt install it)")
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    demo = Demo(asked.folder.resolve() / "demo", days=60, **SETTINGS).wait_until_open(180)
    try:
        with sync_playwright() as playwright, tqdm(desc="Pictures", unit="") as bar:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for language in asked.languages:
                walk(demo, browser, asked.folder, asked.only, bar, language)
        if asked.readme:
            make_montages(asked.folder, asked.readme)
    finally:
        demo.end(signal.SIGTERM)
        shutil.rmtree(demo.folder)


if __name__ == "__main__":
    main()
