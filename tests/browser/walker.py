"""Walks the shop in a browser as people do. Elements are found by their hooks, in any language."""

import re

from playwright.sync_api import expect

ADDRESS = {
    "name": "Zoé Démo",
    "line1": "1 rue des Essais",
    "postcode": "75011",
    "city": "Paris",
}


PERSONAL = ("zoe@demo.example", "Zoé Démo", "rue des Essais", "75011")


class Walker:
    def __init__(self, page, base):
        self.page = page
        self.base = base

    def go(self, address):
        self.page.goto(self.base + address)
        return self

    def at(self, testid):
        return self.page.get_by_test_id(testid)

    def click(self, *testids):
        for testid in testids:
            self.at(testid).click()
        return self

    def fill(self, **fields):
        for testid, value in fields.items():
            self.at(testid).fill(value)
        return self

    def fill_address(self, kind="delivery", **more):
        for name, value in {**ADDRESS, **more}.items():
            self.at(f"{kind}-{name}").fill(value)
        return self

    def amount(self, testid):
        """Return the amount that an element shows, in minor units: whatever stands around it."""
        return int(re.sub(r"\D", "", self.at(testid).inner_text()))

    @property
    def place(self):
        """The address that the walker has come to."""
        return re.sub(r"^https?://[^/]*|[?#].*$", "", self.page.url)

    @property
    def shows_nobody(self):
        """Whether neither what is read nor what stands in the page's source tells who it is about."""
        return not [word for word in PERSONAL if word in self.page.content()]

    def see(self, address):
        """Wait until the page at ``address`` is there, its scripts too."""
        expect(self.page).to_have_url(re.compile(f"^https?://[^/]+{address}"))
        self.page.wait_for_load_state()
        return self

    def add(self, sku="L", quantity=1):
        self.go(f"/p/cup/?v={sku}").fill(quantity=str(quantity)).click("add-to-cart")
        return self.see("/cart/$")

    def come_to_email(self, **added):
        return self.add(**added).click("checkout").see("/checkout/email/$")

    def come_to_address(self, **added):
        self.come_to_email(**added).fill(email="zoe@demo.example").click("continue")
        return self.see("/checkout/address/$")

    def come_to_delivery(self, **added):
        self.come_to_address(**added).fill_address().click("continue")
        return self.see("/checkout/delivery/$")

    def come_to_payment(self, **added):
        self.come_to_delivery(**added).at("method-2").check()
        return self.click("continue").see("/checkout/payment/$")

    def come_to_bank(self, **added):
        return self.come_to_payment(**added).click("pay").see("/testbank/")
