import re

import pytest
from django.core.cache import cache

from catalog.facets.listing import Counts, Listed
from catalog.models import Product, Stock, Variant
from catalog.pages import search as search_page
from catalog.pages.listing import PAGE_SIZE
from catalog.variants import set_option_values
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
)

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def found(monkeypatch):
    """Let the search find these products, whatever is asked; the search has tests of its own."""
    keys = []

    def search(text, asked, *, language):
        counts = Counts() if asked.is_counted else None
        return Listed(keys[asked.offset : asked.offset + asked.limit], len(keys), counts)

    monkeypatch.setattr(search_page, "narrowed", search)
    return keys


def text_of(response):
    """Return what a person reads: no tags, no runs of white space."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def names(response):
    return re.findall(r'class="card__name"><a href="([^"]+)"', response.content.decode())


QUERIES = {"/": 3, "/c/kitchen/": 4, "/p/cup/": 6, "/search/?q=cup": 4}


@pytest.mark.parametrize("address", QUERIES)
def test_page_costs_the_same_queries_for_few_and_many(
    client, make_products, found, django_assert_num_queries, address
):
    first = make_products(1)[0]
    Product.objects.filter(pk=first.pk).update(slug="cup")
    found.append(first.pk)
    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200
    found += [product.pk for product in make_products(29)]
    with django_assert_num_queries(QUERIES[address]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/c/kitchen/", "/c/kitchen/?sort=price&page=2"])
def test_page_costs_a_stranger_no_query_the_second_time(
    client, make_products, django_assert_num_queries, address
):
    make_products(30)
    first = client.get(address)
    with django_assert_num_queries(0):
        second = client.get(address)
    assert second.content == first.content


@pytest.mark.parametrize("address", ["/", "/c/kitchen/", "/search/?q=cup", "/p/cup/", "/nowhere"])
def test_looking_around_sets_no_cookie_and_depends_on_none(client, shelf, found, address):
    VariantFactory(product=ProductFactory(category=shelf, slug="cup"))
    response = client.get(address)
    assert (response.cookies, response.headers["Vary"]) == ({}, "Accept-Language")


def test_home_shows_shelves_and_what_is_new(client, make_products):
    products = make_products(13)
    response = client.get("/", **EN)
    assert names(response) == [f"/p/{product.slug}/" for product in reversed(products[1:])]
    assert "Kitchen" in text_of(response)


def test_home_without_products_still_opens(client):
    assert "Just arrived" not in text_of(client.get("/", **EN))


def test_category_holds_the_products_of_its_subcategories(client, shelf):
    below = CategoryFactory(parent=shelf, name_en="Pans", slug="pans")
    deep = ProductFactory(category=below)
    elsewhere = ProductFactory()
    response = client.get("/c/kitchen/", **EN)
    assert names(response) == [f"/p/{deep.slug}/"]
    assert f"/p/{elsewhere.slug}/" not in response.content.decode()
    assert 'href="/c/pans/"' in response.content.decode()
    assert "1 product" in text_of(response)


def test_category_is_paged_and_ends(client, shelf):
    ProductFactory.create_batch(PAGE_SIZE + 1, category=shelf)
    assert len(names(client.get("/c/kitchen/"))) == PAGE_SIZE
    assert len(names(client.get("/c/kitchen/?page=2"))) == 1
    assert client.get("/c/kitchen/?page=3").status_code == 404


def test_category_tells_search_engines_what_to_keep(client, shelf, settings):
    ProductFactory.create_batch(PAGE_SIZE + 1, category=shelf)
    second = client.get("/c/kitchen/?page=2&utm_source=x").content.decode()
    assert f'rel="canonical" href="{settings.BASE_URL}/c/kitchen/?page=2"' in second
    assert "noindex" not in second
    assert "noindex" in client.get("/c/kitchen/?sort=price").content.decode()


def test_category_without_stock_says_so_and_shows_the_way_out(client, shelf):
    VariantFactory(product=ProductFactory(category=shelf), on_hand=0)
    said = text_of(client.get("/c/kitchen/?in_stock=1", **EN))
    assert "Nothing here fits all of these filters." in said
    assert "Show everything, without filters" in said


def test_card_says_price_and_stock(client, shelf):
    product = ProductFactory(category=shelf)
    VariantFactory(product=product, price=1290, on_hand=1)
    VariantFactory(product=product, price=1990, on_hand=1)
    said = text_of(client.get("/c/kitchen/", **EN))
    assert "from €12.90 Only 2 left" in said


@pytest.mark.parametrize(
    ("language", "name", "price"), [("fr", "Tasse", "12,90 €"), ("en", "Cup", "€12.90")]
)
def test_product_speaks_the_visitors_language(client, shelf, language, name, price):
    product = ProductFactory(category=shelf, slug="cup", name_fr="Tasse", name_en="Cup")
    VariantFactory(product=product, price=1290)
    response = client.get("/p/cup/", headers={"accept-language": language})
    assert f'<html lang="{language}">' in response.content.decode()
    assert name in text_of(response)
    assert price in text_of(response).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("hidden", ["missing", "unpublished"])
def test_product_that_is_not_sold_is_not_found(client, hidden):
    ProductFactory(slug="unpublished", is_published=False)
    assert client.get(f"/p/{hidden}/").status_code == 404


def test_product_without_a_variant_for_sale_says_so(client):
    VariantFactory(product=ProductFactory(slug="cup"), is_active=False)
    assert "Not for sale at the moment." in text_of(client.get("/p/cup/", **EN))


def test_product_shows_text_as_text(client):
    brand = BrandFactory(name="A & B")
    product = ProductFactory(slug="cup", brand=brand, description_en="<b>One</b>\n\nTwo")
    VariantFactory(product=product)
    html = client.get("/p/cup/", **EN).content.decode()
    assert "<p>&lt;b&gt;One&lt;/b&gt;</p>\n\n<p>Two</p>" in html
    assert "A &amp; B" in html


@pytest.fixture
def sizes():
    """A product in three sizes: the small one is sold out."""
    size = AttributeFactory(name_en="Size")
    product = ProductFactory(slug="cup")
    for place, (sku, on_hand) in enumerate([("S", 0), ("M", 2), ("L", 9)]):
        variant = VariantFactory(
            product=product, sku=sku, price=1000 + place, on_hand=on_hand, position=place
        )
        value = AttributeValueFactory(attribute=size, name_en=f"size {sku}", position=place)
        set_option_values(variant=variant, values=[value])
    return product


def chosen(response):
    return re.findall(r'value="(\w+)"[^>]*checked', response.content.decode())


@pytest.mark.parametrize(
    ("address", "sku", "said"),
    [
        ("/p/cup/", "M", "€10.01 Only 2 left"),
        ("/p/cup/?v=S", "S", "€10.00 Out of stock"),
        ("/p/cup/?v=L", "L", "€10.02 In stock"),
        ("/p/cup/?v=nonsense", "M", "€10.01 Only 2 left"),
    ],
)
def test_product_shows_the_variant_that_was_asked_for(client, sizes, address, sku, said):
    response = client.get(address, **EN)
    assert chosen(response) == [sku]
    assert said in text_of(response)
    assert "size S €10.00 (Out of stock)" in text_of(response)


def test_product_with_one_variant_offers_no_choice(client):
    VariantFactory(product=ProductFactory(slug="cup"))
    assert 'type="radio"' not in client.get("/p/cup/").content.decode()


def test_product_stock_is_read_afresh(client, sizes):
    client.get("/p/cup/?v=L", **EN)
    Stock.objects.update(on_hand=0)
    assert "€10.02 Out of stock" in text_of(client.get("/p/cup/?v=L", **EN))


def test_search_shows_what_was_found_and_how_much(client, make_products, found):
    found[:] = [product.pk for product in make_products(PAGE_SIZE + 1)]
    response = client.get("/search/?q=cup", **EN)
    said = text_of(response)
    assert f"{PAGE_SIZE + 1} products found" in said
    assert len(names(response)) == PAGE_SIZE
    assert re.search(r'"\?q=cup&amp;s=[\w.-]+&amp;page=2"', response.content.decode())
    assert len(names(client.get("/search/?q=cup&page=2", **EN))) == 1
    assert client.get("/search/?q=cup&page=3").status_code == 404


def test_search_without_a_result_repeats_the_words_and_shows_shelves(client, shelf, found):
    response = client.get("/search/", {"q": "<script>"}, **EN)
    assert "Nothing found for “&lt;script&gt;”" in response.content.decode()
    assert "Or look around" in text_of(response)


@pytest.mark.parametrize("q", ["", "   "])
def test_search_for_nothing_asks_what_for(client, found, q):
    assert "<h1>Search</h1>" in client.get("/search/", {"q": q}, **EN).content.decode()


@pytest.mark.parametrize("q", ["x" * 201, "a\0b"])
def test_search_for_what_nobody_means_is_explained(client, found, q):
    response = client.get("/search/", {"q": q}, **EN)
    assert (response.status_code, 'role="alert"' in response.content.decode()) == (200, True)


def test_search_is_limited(client, found, settings):
    settings.SEARCH_RATE_LIMIT = "2/minute"
    address = {"REMOTE_ADDR": "203.0.113.9"}
    statuses = [client.get("/search/?q=a", **address).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_language_switch_comes_back_to_the_same_page(client):
    response = client.post("/language/setlang/", {"language": "en", "next": "/search/?q=tea"})
    assert (response.status_code, response.headers["Location"]) == (302, "/search/?q=tea")
    assert client.get("/").content.decode().count('<html lang="en">') == 1


def test_language_switch_keeps_the_page_and_forgets_the_rest(client, shelf):
    html = client.get("/c/kitchen/?sort=price&utm=1&next=//evil").content.decode()
    assert 'name="next" value="/c/kitchen/?sort=price"' in html


def test_header_knows_who_is_signed_in(client, make_products):
    make_products(1)
    assert 'data-testid="sign-in"' in client.get("/").content.decode()
    client.force_login(UserFactory())
    html = client.get("/").content.decode()
    assert 'data-testid="sign-out"' in html
    assert 'action="/account/logout/" method="post"' in html


def test_page_of_somebody_signed_in_is_not_given_to_strangers(client, client_class, make_products):
    make_products(1)
    client.force_login(UserFactory())
    client.get("/")
    assert 'data-testid="sign-out"' not in client_class().get("/").content.decode()


@pytest.fixture
def client_class(client):
    return type(client)


def test_page_is_as_old_as_it_may_be(client, make_products, settings):
    make_products(1)
    client.get("/", **EN)
    Product.objects.update(is_published=False)
    assert len(names(client.get("/", **EN))) == 1
    cache.clear()  # what the end of settings.SHARED_PAGE_SECONDS does
    assert names(client.get("/", **EN)) == []
    assert (settings.SHARED_PAGE_SECONDS, Variant.objects.count()) == (60, 2)
