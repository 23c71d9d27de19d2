import re

import pytest

from catalog.models import HelpfulVote, Product, Review
from catalog.pages.reviews import views as review_views
from catalog.reviews.moderating import approve, refuse
from catalog.reviews.moving import Changed
from catalog.reviews.writing import write_review
from tests.factories import ReviewFactory, UserFactory, VariantFactory
from tests.shopper import Shopper

pytestmark = pytest.mark.django_db
PAGE = "/p/cup/review/"
WORDS = {"stars": "4", "title": "Good", "text": "It holds tea.", "pen_name": "Sacha D."}


@pytest.fixture
def cup():
    return VariantFactory(product__slug="cup", product__name_en="Cup").product


@pytest.fixture
def author():
    return UserFactory(full_name="Sacha Durand")


@pytest.fixture
def by():
    return UserFactory(is_staff=True)


@pytest.fixture
def shopper(cup, author):
    shopper = Shopper()
    shopper.client.force_login(author)
    return shopper


@pytest.fixture
def shown(cup, by):
    return approve(review=ReviewFactory(product=cup), by=by)


def test_a_stranger_signs_in_first_and_comes_back(cup, author):
    author.set_password("correct horse")
    author.save()
    stranger = Shopper().get(PAGE)
    assert stranger.place == f"/account/login/?next={PAGE}"
    stranger.post(stranger.place, {"login": author.email, "password": "correct horse"})
    assert stranger.place == PAGE
    assert "Your review of Cup" in stranger.text


def test_a_review_is_sent_and_waits(shopper, cup, author):
    assert 'value="Sacha D."' in shopper.get(PAGE).page.text
    shopper.post(PAGE, WORDS)
    assert shopper.place == "/p/cup/"
    assert "Thank you. We read every review before it is shown." in shopper.text
    review = Review.objects.get()
    assert (review.product, review.author, review.stars, review.title) == (cup, author, 4, "Good")
    assert (review.text, review.pen_name, review.language, review.state) == (
        *("It holds tea.", "Sacha D.", "en"),
        "pending",
    )


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("stars", "", "How many stars? – Choose one to five stars."),
        ("stars", "6", "How many stars? – Select a valid choice."),
        ("text", " ", "Your experience – Write a few words"),
        ("text", "x" * 4001, "Your experience – Ensure this value has at most 4000 characters"),
        ("title", "x" * 101, "In short – Ensure this value has at most 100 characters"),
        ("pen_name", "a@b.example", "Name shown beside it – Everybody can read this"),
    ],
)
def test_an_error_names_its_field_and_keeps_the_rest(shopper, field, text, said):
    shopper.post(PAGE, {**WORDS, field: text})
    assert (shopper.page.status_code, Review.objects.count()) == (422, 0)
    assert said in shopper.text
    first = "id_stars_0" if field == "stars" else f"id_{field}"
    assert f'href="#{first}"' in shopper.page.text
    assert f'id="{first}"' in shopper.page.text
    assert ("It holds tea." in shopper.page.text) is (field != "text")


def test_the_form_shows_what_was_written(shopper, cup, author, by):
    review = write_review(product=cup, author=author, stars=4, text="It holds tea.")
    html = shopper.get(PAGE).page.text
    (chosen,) = [tag for tag in re.findall(r"<input[^>]*>", html) if " checked" in tag]
    assert 'value="4"' in chosen
    assert "It holds tea.</textarea>" in html
    assert "We have not read it yet." in shopper.text
    approve(review=review, by=by)
    assert "If you change it, we read it again first." in shopper.get(PAGE).text
    refuse(review=review, by=by, reason="advertising")
    assert "The reason: it advertises something else." in shopper.get(PAGE).text


def test_a_changed_review_goes_back_to_be_read(shopper, cup, author, by):
    approve(review=write_review(product=cup, author=author, stars=1, text="No."), by=by)
    shopper.post(PAGE, WORDS)
    review = Review.objects.get()
    assert (review.state, review.stars) == ("pending", 4)
    approve(review=review, by=by)
    assert "You changed nothing, so it stays as it is." in shopper.post(PAGE, WORDS).text


def test_a_review_that_changes_at_that_moment_is_shown_as_it_is(monkeypatch, shopper, cup):
    def changed(**_words):
        raise Changed

    monkeypatch.setattr(review_views, "write_review", changed)
    shopper.post(PAGE, WORDS)
    assert shopper.place == PAGE
    assert "This review has changed in another window. Here it is now." in shopper.text


def test_its_author_deletes_a_review(shopper, cup, author, by):
    approve(review=write_review(product=cup, author=author, stars=4, text="Good."), by=by)
    ReviewFactory(product=cup)
    shopper.get(PAGE).post(PAGE, {"do": "withdraw"})
    assert "Your review is deleted." in shopper.text
    cup.refresh_from_db()
    assert (Review.objects.filter(author=author).count(), cup.rating_count) == (0, 0)
    assert Review.objects.count() == 1
    assert shopper.post(PAGE, {"do": "withdraw"}).place == "/p/cup/"


def test_what_is_not_sold_is_not_reviewed(shopper):
    Product.objects.update(is_published=False)
    assert shopper.get(PAGE).page.status_code == 404


def test_the_form_is_kept_by_no_cache(shopper):
    assert "no-store" in shopper.get(PAGE).page.headers["Cache-Control"]


def helpful(review):
    return f"/reviews/{review.pk}/helpful/"


def test_a_vote_counts_and_comes_back_to_the_review(shopper, shown):
    address = f"{helpful(shown)}?stars=4&v=X&evil=1"
    response = shopper.client.post(address, {"do": "vote"})
    assert response.headers["Location"] == f"/p/cup/?v=X&stars=4#review-{shown.pk}"
    assert Review.objects.get().helpful_count == 1
    assert "1 customer found this helpful." in shopper.get("/p/cup/").text
    shopper.post(helpful(shown), {"do": "vote"})
    assert Review.objects.get().helpful_count == 1
    assert "Taken back." in shopper.post(helpful(shown), {"do": "take-back"}).text
    assert Review.objects.get().helpful_count == 0


def test_a_stranger_is_offered_to_sign_in(shown):
    stranger = Shopper().post(helpful(shown), {"do": "vote"})
    assert stranger.place.startswith("/account/login/?next=/p/cup/")
    assert "Please sign in first: each customer counts once." in stranger.text
    assert HelpfulVote.objects.count() == 0


def test_nobody_votes_for_their_own(shopper, cup, author, by):
    own = approve(review=write_review(product=cup, author=author, stars=5, text="!"), by=by)
    assert "This is your own review." in shopper.post(helpful(own), {"do": "vote"}).text
    assert Review.objects.get().helpful_count == 0


def test_reading_the_address_counts_nothing(shopper, shown):
    assert shopper.get(helpful(shown)).place == f"/p/cup/#review-{shown.pk}"
    assert HelpfulVote.objects.count() == 0


def test_another_site_counts_nothing(shopper, shown):
    shopper.post(helpful(shown), {"do": "vote"}, headers={"sec-fetch-site": "cross-site"})
    assert (shopper.page.status_code, HelpfulVote.objects.count()) == (403, 0)


def test_what_is_not_shown_cannot_be_voted_for(shopper, cup):
    waiting = ReviewFactory(product=cup)
    assert shopper.post(helpful(waiting), {"do": "vote"}).page.status_code == 404
