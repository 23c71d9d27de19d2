import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from catalog.models import HelpfulVote, Product, Review
from catalog.reviews import writing
from catalog.reviews.moderating import approve, refuse
from catalog.reviews.moving import Changed
from catalog.reviews.voting import vote_helpful
from catalog.reviews.writing import pen_name_of, withdraw, write_review
from tests.catalog.reviews.conftest import WORDS
from tests.conftest import NOON
from tests.factories import ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db


def stars_of(product):
    product.refresh_from_db()
    return (product.rated_3, product.rated_4, product.rating_count, product.rating_sum)


def test_a_review_waits_and_counts_nothing(clock, product, author, review):
    assert (review.state, review.created_at, review.is_verified) == ("pending", NOON, False)
    assert stars_of(product) == (0, 0, 0, 0)


def test_a_review_is_in_the_language_of_the_page(product, author):
    with override("fr"):
        review = write_review(product=product, author=author, stars=5, text="Bien.")
    assert (review.language, review.title, review.pen_name) == ("fr", "", "")


def test_writing_again_is_rewriting_and_waits_anew(clock, product, author, review, by):
    approve(review=review, by=by)
    vote_helpful(review=review, voter=by)
    clock.shift(60)
    again = write_review(product=product, author=author, stars=3, text="It leaks.")
    assert Review.objects.get() == again == review
    assert (again.state, again.stars, again.text, again.helpful_count) == (
        *("pending", 3, "It leaks."),
        0,
    )
    assert (again.written_at - again.created_at).seconds == 60
    assert (stars_of(product), HelpfulVote.objects.count()) == ((0, 0, 0, 0), 0)


def test_the_very_same_words_change_nothing(product, author, review, by):
    approve(review=review, by=by)
    again = write_review(product=product, author=author, pen_name="Sacha D.", **WORDS)
    assert (again.state, stars_of(product)) == ("approved", (0, 1, 1, 4))


def test_a_refused_review_may_be_written_anew(product, author, review, by):
    refuse(review=review, by=by, reason="rude")
    again = write_review(product=product, author=author, stars=1, text="Politely: no.")
    assert (again.state, again.refusal) == ("pending", "")


def test_the_second_press_of_a_double_click_makes_no_second_review(
    monkeypatch, product, author, review
):
    """Both have looked before either has written."""
    looks = [None, review]
    monkeypatch.setattr(writing, "_written", lambda *_: looks.pop(0))
    again = write_review(product=product, author=author, pen_name="Sacha D.", **WORDS)
    assert (again.pk, Review.objects.count()) == (review.pk, 1)


def test_two_windows_at_once_leave_the_stars_right(monkeypatch, product, author, review, by):
    """One has read it waiting; meanwhile staff approve it, and it is another review for it."""
    stale = Review.objects.get()
    approve(review=review, by=by)
    monkeypatch.setattr(writing, "_written", lambda *_: stale)
    with pytest.raises(Changed):
        write_review(product=product, author=author, stars=1, text="No.")
    assert (Review.objects.get().stars, stars_of(product)) == (4, (0, 1, 1, 4))


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_withdrawn_review_is_gone_with_its_stars(product, review, by, is_approved):
    if is_approved:
        approve(review=review, by=by)
        vote_helpful(review=review, voter=by)
    withdraw(review=review)
    assert (Review.objects.count(), stars_of(product)) == (0, (0, 0, 0, 0))
    with pytest.raises(Changed):
        withdraw(review=review)


def test_the_name_goes_with_the_account_and_the_opinion_stays(product, author, review, by):
    approve(review=review, by=by)
    vote_helpful(review=review, voter=by)
    author.delete()
    by.delete()
    review.refresh_from_db()
    assert (review.author, review.pen_name, review.text) == (None, "", "It holds tea.")
    assert (review.helpful_count, stars_of(product)) == (1, (0, 1, 1, 4))


@pytest.mark.parametrize(
    ("full_name", "expected"),
    [("Sacha Durand", "Sacha D."), ("Sacha", "Sacha"), ("", ""), ("Ana de la Cruz", "Ana C.")],
)
def test_the_offered_name_does_not_tell_all(full_name, expected):
    assert pen_name_of(UserFactory.build(full_name=full_name)) == expected


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("review_stars_one_to_five", {"stars": 0}),
        ("review_stars_one_to_five", {"stars": 6}),
        ("review_state_known", {"state": "hidden"}),
        ("review_refused_has_reason", {"state": "refused"}),
        ("review_refused_has_reason", {"refusal": "rude"}),
        ("review_says_something", {"text": ""}),
        ("review_reply_has_date", {"reply": "Thank you."}),
        ("review_helpful_not_negative", {"helpful_count": -1}),
    ],
)
def test_the_database_refuses(review, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**fields)


def test_the_database_refuses_a_second_review_of_one_customer(product, author, review):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFactory(product=product, author=author)
    assert "review_one_for_each_customer" in {c.name for c in Review._meta.constraints}
    ReviewFactory.create_batch(2, product=product, author=None)  # of accounts that are gone


def test_the_database_refuses_negative_stars(product):
    with pytest.raises(IntegrityError, match="product_ratings_not_negative"), transaction.atomic():
        Product.objects.update(rated_3=-1)
