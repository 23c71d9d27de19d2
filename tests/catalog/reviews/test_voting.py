import pytest
from django.db import IntegrityError, transaction

from catalog.models import HelpfulVote, Review
from catalog.reviews.moderating import approve, refuse
from catalog.reviews.voting import OwnReview, take_back_vote, vote_helpful
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(review, by):
    return approve(review=review, by=by)


def counted():
    return (Review.objects.get().helpful_count, HelpfulVote.objects.count())


def test_a_vote_counts_once_for_each_customer(shown, by):
    other = UserFactory()
    assert [vote_helpful(review=shown, voter=voter) for voter in (by, by, other)] == [
        *(True, False, True)
    ]
    assert (counted(), shown.helpful_count) == ((2, 2), 2)


def test_a_vote_is_taken_back_once(shown, by):
    vote_helpful(review=shown, voter=by)
    assert [take_back_vote(review=shown, voter=by) for _ in range(2)] == [True, False]
    assert counted() == (0, 0)


def test_nobody_votes_for_themselves(shown, author):
    with pytest.raises(OwnReview):
        vote_helpful(review=shown, voter=author)
    assert counted() == (0, 0)


def test_what_is_not_shown_gets_no_vote(shown, by):
    vote_helpful(review=shown, voter=by)
    refuse(review=shown, by=by, reason="rude")
    assert not vote_helpful(review=shown, voter=UserFactory())
    assert not take_back_vote(review=shown, voter=by)
    assert counted() == (1, 1)


def test_the_database_refuses_a_second_vote(shown, by):
    vote_helpful(review=shown, voter=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpfulVote.objects.create(review=shown, voter=by)
    names = {constraint.name for constraint in HelpfulVote._meta.constraints}
    assert names == {"helpful_vote_one_for_each_customer"}
