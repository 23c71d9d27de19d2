import re

import pytest

from catalog.models import Product, Review
from catalog.pages.reviews.shown import PAGE_SIZE, Asked
from catalog.reviews.moderating import approve, reply
from catalog.reviews.voting import vote_helpful
from tests.factories import ReviewFactory, UserFactory, VariantFactory
from tests.shopper import text_of

pytestmark = pytest.mark.django_db
EN = {"headers": {"accept-language": "en"}}


@pytest.fixture
def by():
    return UserFactory(is_staff=True)


@pytest.fixture
def cup():
    return VariantFactory(product__slug="cup", product__name_en="Cup").product


@pytest.fixture
def approved(cup, by):
    """Make approved reviews of the cup with these stars, the last the newest."""

    def make(*stars, **fields):
        made = [ReviewFactory(product=cup, stars=number, **fields) for number in stars]
        return [approve(review=review, by=by) for review in made]

    return make


def shown(response):
    return re.findall(r' id="review-(\d+)"', response.text)


def keys(*reviews):
    return [str(review.pk) for review in reviews]


@pytest.mark.parametrize("count", [0, 1, 30])
def test_reviews_cost_a_products_page_no_query(client, approved, django_assert_num_queries, count):
    approved(*([4] * count))
    with django_assert_num_queries(6):
        response = client.get("/p/cup/")
    assert len(shown(response)) == min(count, PAGE_SIZE)


def test_a_product_without_a_review_says_so(client, cup):
    ReviewFactory(product=cup)  # which nobody has read yet
    text = text_of(client.get("/p/cup/", **EN))
    assert "Nobody has written about this product yet. Write a review" in text
    assert "out of 5 stars" not in text


def test_a_review_tells_who_when_and_how_good(client, clock, approved, by):
    (review,) = approved(4, title="Fine", text="Line\n\n<b>two</b>", pen_name="Sacha D.")
    reply(review=review, text="Thank you.", by=by)
    Review.objects.update(is_verified=True)
    response = client.get("/p/cup/", **EN)
    assert "★★★★☆ 4 out of 5 stars Fine Line <b>two</b> Sacha D., March 4, 2026" in text_of(
        response
    )
    assert "Bought here Our reply , March 4, 2026 Thank you. This helped me : Fine" in text_of(
        response
    )
    assert '<time datetime="2026-03-04">' in response.text


def test_a_review_without_a_name_is_of_a_customer(client, approved):
    approved(5)
    assert "A customer, " in text_of(client.get("/p/cup/", **EN))


def test_a_review_in_another_language_says_in_which(client, approved):
    approved(5, language="fr")
    approved(4, language="en")
    html = client.get("/p/cup/", **EN).text
    assert re.findall(r'<div lang="(\w+)"', html) == ["fr"]


def test_the_most_helpful_comes_first_then_the_newest(client, approved, by):
    first, second, third = approved(1, 2, 3)
    vote_helpful(review=second, voter=by)
    assert shown(client.get("/p/cup/")) == keys(second, third, first)


def test_reviews_are_leafed_through_and_end(client, approved):
    reviews = approved(*[4] * (PAGE_SIZE + 1))
    first = client.get("/p/cup/", **EN)
    assert 'href="?reviews=2#reviews"' in first.text
    assert shown(client.get("/p/cup/?reviews=2")) == keys(reviews[0])
    assert client.get("/p/cup/?reviews=3").status_code == 404


def test_bars_filter_by_stars_and_back(client, approved):
    five, four, also_five = approved(5, 4, 5)
    response = client.get("/p/cup/?v=nonsense", **EN)
    assert re.findall(r'class="bar" href="([^"]+)"', response.text) == [
        *("/p/cup/?stars=5#reviews", "/p/cup/?stars=4#reviews")
    ]
    assert "5 ★ 5 stars: 2 4 ★ 4 stars: 1 3 ★ 3 stars: 0" in text_of(response)
    assert re.findall(r'<progress max="100" value="(\d+)"', response.text) == [
        *("67", "33", "0", "0", "0")
    ]
    filtered = client.get("/p/cup/?stars=4", **EN)
    assert shown(filtered) == keys(four)
    assert "Only reviews with 4 stars are shown. Show all" in text_of(filtered)
    assert 'href="/p/cup/#reviews" data-testid="all-stars"' in filtered.text
    assert shown(client.get("/p/cup/?stars=3")) == []
    assert shown(client.get("/p/cup/?stars=9")) == keys(also_five, four, five)


def test_leafing_keeps_the_filter_and_the_variant(client, approved, cup):
    approved(*[5] * (PAGE_SIZE + 1))
    sku = cup.variants.get().sku
    html = client.get(f"/p/cup/?stars=5&v={sku}").text
    assert f'href="?v={sku}&amp;stars=5&amp;reviews=2#reviews"' in html
    assert f'name="next" value="/p/cup/?v={sku}&amp;stars=5"' in html


def test_the_average_is_said_in_words_and_in_the_language(client, approved):
    approved(5, 5, 4)
    html = client.get("/p/cup/", **EN).text
    assert html.count("4.7 out of 5 stars, 3 reviews") == 2
    assert "4,7" in client.get("/p/cup/", headers={"accept-language": "fr"}).text


def test_the_page_offers_its_rating_to_machines(client, approved):
    approved(5, 4, 4)
    rating = client.get("/p/cup/").context["rating"]
    assert (rating.average, rating.count) == ("4.3", 3)


def test_an_unread_review_never_counts(client, cup, approved):
    ReviewFactory(product=cup, stars=1)
    (review,) = approved(5)
    response = client.get("/p/cup/", **EN)
    assert (shown(response), "5.0 out of 5 stars, 1 review" in response.text) == (
        keys(review),
        True,
    )


@pytest.mark.parametrize("address", ["/", "/c/kitchen/", "/search/?q=cup"])
def test_cards_show_stars_where_there_are_any(client, shelf, approved, cup, address):
    Product.objects.update(category=shelf)
    approved(5, 4)
    VariantFactory(product__category=shelf, product__name_en="Cup, unrated")
    html = client.get(address, **EN).text
    assert html.count('class="rating"') == 1
    assert ">4.5 (2)</span>" in html
    assert "4.5 out of 5 stars, 2 reviews" in html


def test_who_is_signed_in_sees_what_is_theirs(client, approved, by, django_assert_num_queries):
    mine, helped = approved(5, 4)
    vote_helpful(review=helped, voter=mine.author)
    client.force_login(mine.author)
    client.get("/p/cup/")
    with django_assert_num_queries(8):  # session and account; the page itself takes no more
        response = client.get("/p/cup/", **EN)
    assert "This is your review." in text_of(response)
    assert f"take-back-{helped.pk}" in response.text
    assert f"helpful-{mine.pk}" not in response.text


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, Asked()),
        ({"stars": "4", "reviews": "2"}, Asked(4, 2)),
        ({"stars": "0", "reviews": "-1"}, Asked()),
        ({"stars": "٤", "reviews": "x"}, Asked()),
    ],
)
def test_what_nobody_knows_asks_for_all(parameters, expected):
    assert Asked.of(parameters) == expected
