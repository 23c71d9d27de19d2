"""What a page weighs on a slow line: its HTML, styles and scripts, compressed; pictures not counted."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from tests.catalog.conftest import add_picture
from tests.factories import (
    CategoryFactory,
    DeliveryMethodFactory,
    ProductFactory,
    ReviewFactory,
    VariantFactory,
)
from tests.shopper import Shopper

LIMIT = 60_000  # bytes


@pytest.fixture(scope="module")
def compressed():
    """Return the size of a static file on its way; most pages ask for the same ones."""
    sizes = {}

    def size(path):
        if path not in sizes:
            sizes[path] = len(gzip.compress(Path(finders.find(path)).read_bytes(), 9))
        return sizes[path]

    return size


@pytest.fixture
def full_shop(db):
    """Twelve shelves, a page full of products, and one of them with a page full of reviews."""
    shelves = CategoryFactory.create_batch(12)
    products = ProductFactory.create_batch(24, category=shelves[0], description_en="Calm. " * 99)
    for product in products:
        VariantFactory.create_batch(2, product=product)
        add_picture(product)
    ReviewFactory.create_batch(5, product=products[0], state="approved", text="Well made. " * 40)
    DeliveryMethodFactory.create_batch(3)
    cache.clear()
    return products


def weight(shopper, compressed):
    html = shopper.page.content.decode()
    files = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/([^"?]+)"', html)
    assert len(files) > 5
    return len(gzip.compress(html.encode(), 9)) + sum(map(compressed, files))


def test_no_page_is_heavy(full_shop, compressed):
    shopper = Shopper()
    shelf = full_shop[0].category
    for address in ("/", f"/c/{shelf.slug}/", f"/p/{full_shop[0].slug}/"):
        assert weight(shopper.get(address), compressed) <= LIMIT, address
    for product in full_shop[:10]:
        shopper.add(product.variants.first())
    assert weight(shopper, compressed) <= LIMIT, shopper.place
    for step in (
        lambda: shopper.get("/checkout/email/"),
        shopper.give_email,
        shopper.give_address,
        shopper.choose_delivery,
    ):
        assert weight(step(), compressed) <= LIMIT, shopper.place
    assert shopper.place == "/checkout/payment/"
