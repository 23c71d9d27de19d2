import re

import pytest

from catalog.models import Product
from catalog.pages.seo import sitemap
from tests.conftest import NOON
from tests.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


def addresses(client, path):
    response = client.get(path, headers={"host": "localhost"})
    assert response["Content-Type"] == "application/xml"
    return re.findall(r"<loc>([^<]+)</loc>", response.content.decode())


@pytest.fixture
def cup(settings):
    settings.BASE_URL = "https://shop.example"
    cup = ProductFactory(slug="cup", category=CategoryFactory(slug="kitchen"))
    ProductFactory(slug="draft", category=cup.category, is_published=False)
    return cup


def test_index_names_files_under_the_shops_own_name(client, cup):
    assert addresses(client, "/sitemap.xml") == [
        "https://shop.example/sitemap-pages.xml",
        "https://shop.example/sitemap-shelves.xml",
        "https://shop.example/sitemap-products.xml",
    ]


@pytest.mark.parametrize(
    ("section", "listed"), [("pages", "/"), ("shelves", "/c/kitchen/"), ("products", "/p/cup/")]
)
def test_file_lists_what_may_be_seen(client, cup, section, listed):
    assert addresses(client, f"/sitemap-{section}.xml") == [f"https://shop.example{listed}"]


def test_unknown_file_is_not_found(client, db):
    assert client.get("/sitemap-orders.xml").status_code == 404


def test_many_products_are_split(client, cup, monkeypatch, django_assert_num_queries):
    ProductFactory.create_batch(4, category=cup.category)
    monkeypatch.setattr(sitemap.Products, "limit", 2)
    with django_assert_num_queries(3):
        files = addresses(client, "/sitemap.xml")
    assert [address for address in files if "products" in address] == [
        "https://shop.example/sitemap-products.xml",
        "https://shop.example/sitemap-products.xml?p=2",
        "https://shop.example/sitemap-products.xml?p=3",
    ]
    with django_assert_num_queries(2):
        assert len(addresses(client, "/sitemap-products.xml?p=3")) == 1


def test_product_says_when_it_changed(client, cup):
    Product.objects.filter(pk=cup.pk).update(updated_at=NOON)
    page = client.get("/sitemap-products.xml").content.decode()
    assert "<lastmod>2026-03-04</lastmod>" in page


def test_robots_are_kept_from_what_is_private(client, settings):
    settings.BASE_URL = "https://shop.example"
    text = client.get("/robots.txt").content.decode()
    assert text.splitlines()[0] == "User-agent: *"
    assert "Disallow: /checkout/" in text
    assert "\nDisallow: /cart/\n" in text
    assert "\nAllow: /cart/$\n" in text
    assert text.endswith("\nSitemap: https://shop.example/sitemap.xml\n")
