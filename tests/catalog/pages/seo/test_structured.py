import json
import re

import pytest

from catalog.pages.seo.structured import absolute, json_ld
from tests.catalog.conftest import add_picture
from tests.factories import BrandFactory, CategoryFactory, ProductFactory, VariantFactory

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def cup(settings):
    settings.BASE_URL = "https://shop.example"
    kitchen = CategoryFactory(slug="kitchen", name_en="Kitchen")
    cups = CategoryFactory(slug="cups", name_en="Cups", parent=kitchen)
    cup = ProductFactory(
        slug="cup",
        name_en="Cup </script><b>",
        description_en='Holds "tea".',
        category=cups,
        brand=BrandFactory(name="Héron"),
    )
    VariantFactory(product=cup, sku="S", price=1290, on_hand=0)
    VariantFactory(product=cup, sku="L", price=1490, on_hand=9)
    return cup


def things(response):
    """Return what the page says for machines, by type."""
    scripts = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode()
    )
    assert len(scripts) == 1
    read = json.loads(scripts[0])
    assert read["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in read["@graph"]}


def test_product_is_told_with_an_offer_for_each_variant(client, cup):
    add_picture(cup)
    thing = things(client.get("/p/cup/", **EN))["Product"]
    offer = {
        "@type": "Offer",
        "priceCurrency": "EUR",
        "itemCondition": "https://schema.org/NewCondition",
    }
    assert thing.pop("image")[0].startswith("https://shop.example/media/products/")
    assert thing == {
        "@type": "Product",
        "name": "Cup </script><b>",
        "url": "https://shop.example/p/cup/",
        "description": 'Holds "tea".',
        "brand": {"@type": "Brand", "name": "Héron"},
        "offers": [
            offer
            | {
                "sku": "S",
                "url": "https://shop.example/p/cup/?v=S",
                "price": "12.90",
                "availability": "https://schema.org/OutOfStock",
            },
            offer
            | {
                "sku": "L",
                "url": "https://shop.example/p/cup/?v=L",
                "price": "14.90",
                "availability": "https://schema.org/InStock",
            },
        ],
    }


def test_way_to_a_product_and_to_its_shelf_is_told(client, cup):
    for address in ("/p/cup/", "/c/cups/"):
        listed = things(client.get(address, **EN))["BreadcrumbList"]["itemListElement"]
        assert [(each["position"], each["name"], each["item"]) for each in listed] == [
            (1, "Kitchen", "https://shop.example/c/kitchen/"),
            (2, "Cups", "https://shop.example/c/cups/"),
        ]


def test_entrance_says_whose_shop_it_is(client, settings):
    settings.BASE_URL, settings.SHOP_NAME = "https://shop.example", "The Pot"
    assert things(client.get("/"))["OnlineStore"] == {
        "@type": "OnlineStore",
        "name": "The Pot",
        "url": "https://shop.example/",
    }


def test_rating_is_told_once_there_is_one(client, cup, settings):
    assert "aggregateRating" not in things(client.get("/p/cup/", **EN))["Product"]
    type(cup).objects.update(rated_4=1, rated_5=2)
    assert things(client.get("/p/cup/", **EN))["Product"]["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.7",
        "reviewCount": 3,
    }


@pytest.mark.parametrize("address", ["/", "/c/cups/", "/p/cup/"])
def test_link_to_a_page_shows_its_picture(client, cup, address):
    add_picture(cup)
    html = client.get(address, **EN).content.decode()
    image = re.search(r'property="og:image" content="([^"]+)"', html)[1]
    assert image.startswith("https://shop.example/media/products/")
    assert f'property="og:url" content="https://shop.example{address}"' in html


def test_nothing_ends_the_script_early():
    text = json_ld({"name": "</script><!-- & -->"})
    assert not re.search("[<>&]", text)
    assert json.loads(text)["@graph"] == [{"name": "</script><!-- & -->"}]


def test_address_elsewhere_stays_as_it_is(settings):
    settings.BASE_URL = "https://shop.example"
    assert absolute("https://pictures.example/a.webp") == "https://pictures.example/a.webp"
    assert absolute("/media/a.webp") == "https://shop.example/media/a.webp"
