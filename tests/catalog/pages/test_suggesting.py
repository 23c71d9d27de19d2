"""What may be meant by what somebody has begun to type (S1.1, S1.4, R13)."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from catalog.models import Product, ProductViews, Search
from catalog.remembering import start_remembering
from catalog.remembering_searches import PROMISED_BY, remember_search
from tests.catalog.conftest import add_picture
from tests.factories import CategoryFactory, ProductFactory, UserFactory, VariantFactory
from tests.shopper import text_of

pytestmark = pytest.mark.django_db
PART = {"hx-request": "true", "accept-language": "en"}


@pytest.fixture
def kitchen(db):
    return CategoryFactory(slug="kitchen", name_en="Kitchen", name_fr="Cuisine")


@pytest.fixture
def cup(kitchen):
    cup = ProductFactory(category=kitchen, slug="cup", name_en="Kitchen cup", name_fr="Tasse")
    VariantFactory(product=cup, price=1290)
    VariantFactory(product=cup, price=1990)
    add_picture(cup)
    return cup


@pytest.fixture
def zoe(client, db):
    user = UserFactory(email="zoe@demo.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    start_remembering(user=user, text_version=PROMISED_BY[-1], language="en", source="account")
    client.force_login(user)
    return user


def part(client, text):
    return client.get("/search/suggest/", {"q": text}, headers=PART)


def options(response):
    return text_of(response)


def test_product_and_category_are_suggested_with_price_and_picture(client, cup):
    answer = part(client, "kit")
    assert options(answer).split() == [
        "Categories",
        "Kitchen",
        "Products",
        "Kitchen",
        "cup",
        "from",
        "€12.90",
    ]
    html = answer.content.decode()
    assert [html.count(each) for each in ('role="option"', "<img", 'href="/p/cup/"')] == [2, 1, 1]
    assert 'href="/c/kitchen/"' in html
    assert "2 suggestions." in html


def test_a_category_says_what_it_is_on(client, kitchen):
    CategoryFactory(slug="pans", name_en="Pans", parent=kitchen)
    assert "Pans in Kitchen" in options(part(client, "pan"))


def test_at_most_five_products_and_three_categories(client, kitchen):
    for number in range(7):
        VariantFactory(product=ProductFactory(category=kitchen, name_en=f"Cup {number}"))
        CategoryFactory(slug=f"cups-{number}", name_en=f"Cups {number}")
    assert part(client, "cup").content.decode().count('role="option"') == 8


@pytest.mark.parametrize("text", ["", " ", "c", "zzz", "a\0", "x" * 300, "de la", "🫖"])
def test_nothing_fits(client, cup, text):
    answer = part(client, text)
    assert (answer.status_code, options(answer).strip()) == (200, "")


def test_a_last_word_of_one_letter_changes_nothing(client, cup):
    assert "Kitchen cup" in options(part(client, "kitchen c"))


@pytest.mark.parametrize("mark", ["product", "shelf", "shelf above"])
def test_what_is_sensitive_is_found_but_not_suggested(client, cup, kitchen, mark):
    if mark == "product":
        Product.objects.update(is_sensitive=True)
    elif mark == "shelf":
        type(kitchen).objects.update(is_sensitive=True)
    else:
        top = CategoryFactory(slug="top", name_en="Kitchen things", is_sensitive=True)
        below = CategoryFactory(slug="below", name_en="Kitchen below", parent=top)
        type(kitchen).objects.filter(pk=kitchen.pk).update(is_sensitive=True)
        Product.objects.update(category=below)
    names = "Categories Kitchen" if mark == "product" else ""
    assert " ".join(options(part(client, "kit")).split()) == names
    assert "/p/cup/" in client.get("/search/?q=kitchen+cup").content.decode()


def test_a_fragment_is_no_search_and_sets_no_cookie(client, cup):
    answers = [part(client, "kit"), client.get("/search/suggest/?q=kit")]
    assert (Search.objects.count(), ProductViews.objects.count()) == (0, 0)
    for answer in answers:
        assert (answer.cookies.output(), answer.headers["X-Robots-Tag"]) == ("", "noindex")
        assert "HX-Request" in answer.headers["Vary"]


def test_without_a_script_it_is_a_page(client, cup):
    answer = client.get("/search/suggest/?q=kit", headers={"accept-language": "en"})
    html = answer.content.decode()
    assert "<h1>What begins with “kit”</h1>" in html
    assert "Search for “kit” in everything" in text_of(answer)
    assert ('role="option"' in html, 'href="/p/cup/"' in html, "<nav" in html) == (
        False,
        True,
        True,
    )
    nothing = client.get("/search/suggest/", headers={"accept-language": "en"})
    assert "<h1>Search</h1>" in nothing.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_suggestions_cost_two_queries_besides_the_synonyms(
    client, kitchen, count, django_assert_num_queries
):
    client.cookies["cart"] = "x"  # no stranger
    for number in range(count):
        CategoryFactory(slug=f"cups-{number}", name_en=f"Cups {number}")
        VariantFactory(product=ProductFactory(category=kitchen, name_en=f"Cup {number}"))
    with django_assert_num_queries(3):
        part(client, "cup")


@pytest.mark.parametrize("count", [1, 20])
def test_own_searches_cost_one_more(client, zoe, cup, count, django_assert_num_queries):
    for number in range(count):
        remember_search(user=zoe, text=f"kitchen {number}", language="en", hits=1)
    with django_assert_num_queries(6):  # session, account and synonyms, and three
        part(client, "kit")


def test_a_stranger_is_given_what_another_one_was_given(client, cup, django_assert_num_queries):
    cache.clear()
    first = part(client, "kit")
    with django_assert_num_queries(0):
        second = part(client, "kit")
    assert second.content == first.content
    assert "<h1>" in client.get("/search/suggest/?q=kit").content.decode()
    long = "kitchen cup of"
    with django_assert_num_queries(4):
        part(client, long), part(client, long)


def test_own_searches_that_begin_the_same_come_first(client, zoe, cup):
    for text in ("Kitchén scales", "lamp", "kitchen"):
        remember_search(user=zoe, text=text, language="en", hits=1, filters="in_stock=1&sort=price")
    html = part(client, "KITCH").content.decode()
    said = " ".join(options(part(client, "KITCH")).split())
    assert said.startswith("Your searches kitchen with 2 filters Kitchén scales with 2 filters Cat")
    assert 'href="/search/?q=kitchen&amp;in_stock=1&amp;sort=price"' in html
    assert "lamp" not in html


def test_nobody_else_is_shown_them(client, zoe, cup):
    remember_search(user=zoe, text="kitchen scales", language="en", hits=1)
    client.logout()
    client.force_login(UserFactory())
    assert "scales" not in part(client, "kit").content.decode()


def test_it_has_a_limit_of_its_own_ten_times_as_wide(client, cup, settings):
    settings.SEARCH_RATE_LIMIT = "1/minute"
    address = {"REMOTE_ADDR": "203.0.113.9"}
    statuses = [client.get("/search/suggest/?q=a", **address).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert client.get("/search/?q=a", **address).status_code == 200
