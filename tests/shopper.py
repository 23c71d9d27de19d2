"""A shopper with a browser: walks the shop as its forms are, over Django's test client."""

import re
from html import unescape

from django.test import Client

ADDRESS = {
    "delivery-country": "FR",
    "delivery-name": "Zoé Démo",
    "delivery-line1": "1 rue des Essais",
    "delivery-line2": "",
    "delivery-postcode": "75011",
    "delivery-city": "Paris",
    "delivery-phone": "",
    "billing-same": "1",
}


class Shopper:
    def __init__(self, language="en", **options):
        self.client = Client(headers={"accept-language": language}, **options)
        self.page = None

    def get(self, address, **options):
        self.page = self.client.get(address, follow=True, **options)
        return self

    def post(self, address, data=None, **options):
        self.page = self.client.post(address, data or {}, follow=True, **options)
        return self

    @property
    def place(self):
        """The address that the shopper has come to."""
        chain = self.page.redirect_chain
        return chain[-1][0] if chain else self.page.request["PATH_INFO"]

    @property
    def text(self):
        """What the shopper reads: no tags, no runs of white space."""
        return text_of(self.page)

    def find(self, testid):
        """Return the text of the element with this ``data-testid``."""
        html = self.page.content.decode()
        found = re.search(rf'data-testid="{testid}"[^>]*>(.*?)</', html, re.DOTALL)
        return (
            unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", found[1]))).strip()
            if found
            else None
        )

    def add(self, variant, quantity=1):
        return self.post("/cart/add/", {"v": variant.sku, "quantity": quantity})

    def fill(self, variants):
        """Put one of each into the cart, without looking at it in between."""
        for variant in variants:
            self.client.post("/cart/add/", {"v": variant.sku, "quantity": 1})
        return self

    def give_email(self, email="zoe@demo.example", **more):
        return self.post("/checkout/email/", {"email": email, **more})

    def give_address(self, **more):
        return self.post("/checkout/address/", {**ADDRESS, **more})

    def choose_delivery(self, number=1):
        methods = re.findall(
            r'name="method" value="(\d+)"', self.get("/checkout/delivery/").page.text
        )
        return self.post("/checkout/delivery/", {"method": methods[number - 1]})

    def come_to_payment(self, variant, quantity=1, **email):
        """Walk from the product to the payment page."""
        return self.add(variant, quantity).give_email(**email).give_address().choose_delivery()

    @property
    def shown_total(self):
        return int(re.search(r'name="shown_total" value="(\d+)"', self.page.text)[1])

    def pay(self, shown_total=None, gateway="testbank"):
        """Press the button on the payment page; the bank's page is next."""
        total = self.shown_total if shown_total is None else shown_total
        return self.post("/checkout/payment/", {"shown_total": total, "gateway": gateway})

    def at_bank(self, answer="accept", **more):
        """Answer on the bank's page, and come back."""
        return self.post(path_of(self.place), {"answer": answer, **more})


def path_of(url):
    return re.sub(r"^https?://[^/]*", "", url)


def text_of(response):
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))).strip()
