"""What a page says that found nothing: other words, and shelves nearby."""

import pytest
from django.utils.translation import override

from catalog.models import Category, Product
from catalog.pages.nothing_found import Instead, instead_of
from catalog.pages.shelves import Shelves
from tests.catalog.pages.test_views import EN, text_of
from tests.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """Two shelves in the garden, one in the kitchen, and one that is nobody's business."""
    garden = CategoryFactory(slug="garden", name_fr="Jardin", name_en="Garden")
    seeds = CategoryFactory(slug="seeds", name_fr="Graines", name_en="Seeds", parent=garden)
    kitchen = CategoryFactory(slug="kitchen", name_fr="Cuisine", name_en="Kitchen")
    adult = CategoryFactory(slug="adult", name_fr="Adulte", name_en="Adult", is_sensitive=True)
    for shelf, fr, en in [
        (seeds, "Graines de tournesol", "Sunflower seeds"),
        (kitchen, "Huile de tournesol", "Sunflower oil"),
        (adult, "Huile de massage", "Massage oil"),
    ]:
        ProductFactory(category=shelf, name_fr=fr, name_en=en)


def offered(text, language="en"):
    with override(language):
        instead = instead_of(text, language=language, shelves=Shelves())
    return instead.meant, [shelf.slug for shelf in instead.shelves]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "sunflwoer", ("sunflower", ["seeds", "kitchen"])),
        ("fr", "tournesole geant", ("", ["seeds", "kitchen"])),
        ("en", "garden gnome", ("", ["garden", "seeds"])),
        ("en", "kitchen seeds", ("", ["seeds", "kitchen"])),
        ("en", "massage chair", ("", [])),
        ("en", "adult chair", ("", [])),
        ("en", "gnome", ("", [])),
        ("en", "the of", ("", [])),
        ("en", "", ("", [])),
    ],
)
def test_instead_of(shop, language, text, expected):
    assert offered(text, language) == expected


def test_instead_names_no_sensitive_shelf_nor_what_is_above_it(shop):
    Product.objects.filter(name_en="Sunflower oil").update(is_sensitive=True)
    assert offered("sunflower gnome") == ("", ["seeds"])
    Category.objects.filter(slug="garden").update(is_sensitive=True)
    assert offered("sunflower gnome") == ("", [])


def test_page_asks_what_was_meant_and_leads_there(client, shop):
    response = client.get("/search/?q=sunflwoer", **EN)
    said = text_of(response)
    assert "Nothing found for “sunflwoer”" in said
    assert "Did you mean sunflower ?" in said.replace("sunflower?", "sunflower ?")
    assert '<a href="?q=sunflower">sunflower</a>' in response.text
    assert 'href="/c/seeds/">Seeds</a>' in response.text
    assert "2 products found" in text_of(client.get("/search/?q=sunflower", **EN))


def test_page_asks_in_french(client, shop):
    said = text_of(client.get("/search/?q=tournesool", headers={"accept-language": "fr"}))
    assert "Vouliez-vous dire tournesol" in said
    assert "Rayons voisins" in said


def test_page_asks_nothing_where_it_knows_nothing(client, shop):
    html = client.get("/search/?q=zzzz", **EN).text
    assert 'data-testid="did-you-mean"' not in html
    assert 'data-testid="near"' not in html


def test_page_that_finds_something_costs_no_more(client, shop, django_assert_num_queries):
    client.get("/search/?q=sunflower", **EN)  # synonyms are read once in a while
    with django_assert_num_queries(5):
        assert "2 products found" in text_of(client.get("/search/?q=sunflower", **EN))


def test_page_without_a_result_stays_within_bounds(client, shop, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        client.get("/search/?q=tall+sunflwoer+gnome+garden", **EN)


def test_instead_is_a_link_of_this_page():
    assert Instead("a & b", []).query == "?q=a+%26+b"
