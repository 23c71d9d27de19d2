"""Sensitive products are exempt at capture and offered beside nothing (R13)."""

import pytest

from catalog.models import Category, Complement, Product, ProductViews, Search
from catalog.pages.complements import complements_of
from catalog.search import synonyms
from tests.factories import CategoryFactory, ProductFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db


def variant(slug, **product):
    return VariantFactory(product=ProductFactory(slug=slug, name_en=slug, **product))


@pytest.fixture
def health():
    """A sensitive category with one below it, and another that is not sensitive."""
    health = CategoryFactory(slug="health", is_sensitive=True)
    variant("pill", category=CategoryFactory(slug="pills", parent=Category.objects.get()))
    variant("syrup", category=health)
    variant("cup", category=CategoryFactory(slug="kitchen"))
    variant("veil", is_sensitive=True, category=Category.objects.get(slug="kitchen"))
    return health


def slugs(products):
    return sorted(products.values_list("slug", flat=True))


def test_a_mark_counts_for_the_product_and_for_all_below_a_category(health):
    assert slugs(Product.objects.sensitive()) == ["pill", "syrup", "veil"]
    assert slugs(Product.objects.not_sensitive()) == ["cup"]


def test_what_moves_in_the_tree_is_asked_anew(health):
    pills, kitchen = (Category.objects.get(slug=slug) for slug in ("pills", "kitchen"))
    Category.objects.move(pills, kitchen, "first-child")
    assert slugs(Product.objects.sensitive()) == ["syrup", "veil"]
    Category.objects.filter(slug="kitchen").update(is_sensitive=True)
    assert slugs(Product.objects.sensitive()) == ["cup", "pill", "syrup", "veil"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("syrup", ("", "", 1)), ("veil", ("", "", 1)), ("health", ("", "", 2)), ("cup", ("cup",) * 2)],
)
def test_of_a_search_for_sensitive_things_alone_the_number_is_kept(health, text, kept):
    Shopper().get(f"/search/?q={text}")
    row = Search.objects.get()
    assert (row.text, row.words, row.hits)[: len(kept)] == kept
    assert "sensitive" not in Shopper().get("/search/?q=syrup").text.lower()


def test_a_search_that_led_elsewhere_too_is_kept(health):
    variant("cup-of-syrup")
    Shopper().get("/search/?q=syrup")
    assert Search.objects.get().text == "syrup"


def test_a_search_costs_no_query_more(health, client, django_assert_num_queries):
    synonyms.current()  # read once in a while
    with django_assert_num_queries(5):
        client.get("/search/?q=syrup")


@pytest.mark.parametrize("slug", ["syrup", "veil"])
def test_a_page_offers_none_beside_another(health, slug):
    cup, other = Product.objects.get(slug="cup"), Product.objects.get(slug=slug)
    Complement.objects.create(product=cup, complement=other)
    page = Shopper().get("/p/cup/").page
    assert page.context["complements"] == []
    assert page.context["related"] == []
    assert f"/p/{slug}/" not in page.text
    assert complements_of([cup.variants.get().pk], count=3) == []


def test_its_own_page_is_as_any_and_counted_without_a_name(health, django_assert_num_queries):
    shopper = Shopper()
    with django_assert_num_queries(6):
        shopper.get("/p/syrup/")
    assert shopper.page.status_code == 200
    variant("drops", category=health)
    assert Shopper().get("/p/syrup/").page.context["related"] == []
    assert ProductViews.objects.get().views == 2


def test_marked_ones_leave_room_for_others_of_the_category(health):
    kitchen = Category.objects.get(slug="kitchen")
    for number in range(4):
        variant(f"veil-{number}", category=kitchen, is_sensitive=True)
    variant("pan", category=kitchen)
    page = Shopper().get("/p/pan/").page
    assert [card.slug for card in page.context["related"]] == ["cup"]
