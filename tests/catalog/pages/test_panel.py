"""The panel beside a list: boxes with counts, what is applied, and the way back."""

import re

import pytest
from django.core.cache import cache

from catalog.models import Category
from catalog.variants import set_option_values
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def cups(shelf):
    """Twelve cups: one in three blue, every other one of Alba, prices from 5 to 60, two sold out."""
    red, blue = (
        AttributeValueFactory(attribute=colour, code=code, name_en=code.title())
        for colour in [AttributeFactory(code="colour", name_en="Colour")]
        for code in ("red", "blue")
    )
    alba, born = BrandFactory(slug="alba", name="Alba"), BrandFactory(slug="born", name="Born & Co")
    for number in range(12):
        product = ProductFactory(
            category=shelf, name_en=f"Cup {number}", brand=born if number % 2 else alba
        )
        variant = VariantFactory(
            product=product, price=500 * (number + 1), on_hand=0 if number < 2 else 5
        )
        set_option_values(variant=variant, values=[red if number % 3 else blue])
    cache.clear()


def boxes(response):
    """Return the number beside each box, by what it sends; a ticked one has a star."""
    found = re.findall(
        r'<input type="\w+" id="[^"]+" name="([^"]+)" value="([^"]+)" data-testid="[^"]+"( checked)?>'
        r".*?\(</span>(\d+)<",
        response.content.decode(),
        re.DOTALL,
    )
    return {f"{name}={value}" + ("*" if tick else ""): int(n) for name, value, tick, n in found}


def chips(response):
    found = re.findall(
        r'<a href="([^"]+)" data-testid="chip">.*?</span>\s*([^<]+?)\s*<span',
        response.content.decode(),
    )
    return {words: address for address, words in found}


def test_a_category_counts_what_it_can_be_narrowed_by(client, cups):
    response = client.get("/c/kitchen/", **EN)
    assert boxes(response) == {
        "in_stock=1": 10,
        "price=0-2000": 3,
        "price=2000-3000": 2,
        "price=3000-5000": 4,
        "price=5000-6000": 2,
        "price=6000-": 1,
        "brand=alba": 6,
        "brand=born": 6,
        "a-colour=red": 8,
        "a-colour=blue": 4,
    }
    assert chips(response) == {}


def test_a_filter_narrows_the_list_and_the_other_facets_but_not_its_own(client, cups):
    response = client.get("/c/kitchen/?brand=alba&a-colour=blue", **EN)
    counts = boxes(response)
    assert (counts["brand=alba*"], counts["brand=born"]) == (2, 2)
    assert (counts["a-colour=blue*"], counts["a-colour=red"]) == (2, 4)
    assert (counts["in_stock=1"], 'id="count" role="status">2 products' in response.text) == (
        1,
        True,
    )


def test_each_filter_is_shown_and_can_be_removed_alone(client, cups):
    address = "/c/kitchen/?sort=price&brand=alba&price=1000-2500&a-colour=red"
    response = client.get(address, **EN)
    assert chips(response) == {
        "€10.00 to €25.00": "?sort=price&amp;brand=alba&amp;a-colour=red",
        "Alba": "?sort=price&amp;price=1000-2500&amp;a-colour=red",
        "Red": "?sort=price&amp;brand=alba&amp;price=1000-2500",
    }
    assert 'href="?sort=price" data-testid="chip-all"' in response.text


def test_a_combination_is_no_page_for_search_engines(client, cups):
    assert "noindex" not in client.get("/c/kitchen/").text
    assert "noindex" in client.get("/c/kitchen/?brand=alba").text


def test_a_search_offers_shelves_and_keeps_its_words(client, cups, shelf):
    below = CategoryFactory(slug="mugs", name_en="Mugs", parent=Category.objects.get(pk=shelf.pk))
    ProductFactory(category=below, name_en="Cup with a lid")
    ProductFactory(category=CategoryFactory(slug="garden"), name_en="Cup for birds")
    counts = boxes(client.get("/search/?q=cup&category=mugs", **EN))
    assert {box: counts[box] for box in counts if box.startswith("category")} == {
        "category=kitchen": 13,
        "category=mugs*": 1,
        "category=garden": 1,
    }
    response = client.get("/search/?q=cup&category=kitchen&brand=alba", **EN)
    assert '<input type="hidden" name="q" value="cup">' in response.text
    assert chips(response)["Alba"] == "?q=cup&amp;category=kitchen"


def test_a_mistyped_filter_is_shown_with_nothing_and_the_way_out(client, cups):
    response = client.get("/search/?q=cup&price=1-2", **EN)
    assert response.status_code == 200
    assert "Nothing that was found fits all of these filters." in response.text
    assert 'href="?q=cup" data-testid="without-filters"' in response.text
    assert chips(response) == {"€0.01 to €0.02": "?q=cup"}


@pytest.mark.parametrize(
    "address",
    [
        "/c/kitchen/?brand=%00&a-%22=1&price=9999999999999999999-&stars=99&category=kitchen'--",
        "/c/kitchen/?" + "&".join(f"a-c{n}=v{m}" for n in range(30) for m in range(30)),
        "/search/?q=cup&a-colour=%F0%9F%A7%BA&brand=" + "x" * 5000,
    ],
)
def test_hostile_filters_give_a_clean_page(client, cups, address):
    assert client.get(address).status_code == 200


def test_the_boxes_are_the_same_for_whoever_comes_within_a_minute(
    client, cups, django_assert_num_queries
):
    client.cookies["sessionid"] = "somebody"  # not a stranger: the page itself is made anew
    client.get("/c/kitchen/?brand=alba", **EN)
    with django_assert_num_queries(4):
        response = client.get("/c/kitchen/?brand=alba", **EN)
    assert boxes(response)["brand=alba*"] == 6


def test_a_long_facet_shows_its_first_values_and_the_rest_on_request(client, shelf):
    for number in range(11):
        VariantFactory(
            product=ProductFactory(category=shelf, brand=BrandFactory(slug=f"b{number:02}"))
        )
    response = client.get("/c/kitchen/?brand=b10", **EN)
    assert len(boxes(response)) == 11
    assert re.search(r"<details open>\s*<summary>3 more</summary>", response.text)
