"""Whatever is done with reviews, in whatever order: the product's stars are a recount of them."""

from contextlib import suppress

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.models import HelpfulVote, Review
from catalog.reviews.moderating import approve, refuse
from catalog.reviews.moving import Changed
from catalog.reviews.voting import OwnReview, take_back_vote, vote_helpful
from catalog.reviews.writing import withdraw, write_review
from tests.factories import ProductFactory, UserFactory

STEPS = st.tuples(
    st.sampled_from(["write", "approve", "refuse", "withdraw", "vote", "take back"]),
    st.integers(0, 2),  # whose review
    st.integers(1, 5),  # stars, and who does it
)


def act(product, people, step, whose, number):
    author, other = people[whose], people[number % 3]
    if step == "write":
        write_review(product=product, author=author, stars=number, text="Words.")
    elif review := Review.objects.filter(product=product, author=author).first():
        verbs = {
            "approve": lambda: approve(review=review, by=other),
            "refuse": lambda: refuse(review=review, by=other, reason="fake"),
            "withdraw": lambda: withdraw(review=review),
            "vote": lambda: vote_helpful(review=review, voter=other),
            "take back": lambda: take_back_vote(review=review, voter=other),
        }
        with transaction.atomic():
            verbs[step]()


class StarsTest(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, max_size=12))
    def test_stars_are_a_recount(self, steps):
        product, people = ProductFactory(), UserFactory.create_batch(3)
        for step in steps:
            with suppress(Changed, OwnReview, ValueError):
                act(product, people, *step)
        product.refresh_from_db()
        given_stars = list(
            Review.objects.filter(product=product, state="approved").values_list("stars", flat=True)
        )
        assert [getattr(product, f"rated_{n}") for n in range(1, 6)] == [
            given_stars.count(n) for n in range(1, 6)
        ]
        assert (product.rating_count, product.rating_sum) == (len(given_stars), sum(given_stars))
        for review in Review.objects.filter(product=product):
            assert review.helpful_count == HelpfulVote.objects.filter(review=review).count()
