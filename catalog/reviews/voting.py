"""Customers say that a review helped them: once each, and never their own."""

from django.db import IntegrityError, transaction
from django.db.models import F

from catalog.models import HelpfulVote, Review, ReviewState
from shop.core.users.models import User


class OwnReview(Exception):
    """Nobody votes for themselves."""


def vote_helpful(*, review: Review, voter: User) -> bool:
    """Count that ``review`` helped ``voter``. False when that is counted already, or it is not shown.

    Raises OwnReview.
    """
    if review.author_id == voter.pk:
        raise OwnReview
    try:
        with transaction.atomic():
            if not _count(review, 1):  # first: its lock makes two of them take turns
                return False
            HelpfulVote.objects.create(review=review, voter=voter)
    except IntegrityError:
        return False
    review.helpful_count += 1
    return True


def take_back_vote(*, review: Review, voter: User) -> bool:
    """Undo it. False when there is nothing to undo."""
    with transaction.atomic():
        if not _count(review, 0):  # first, like above
            return False
        gone, _each = HelpfulVote.objects.filter(review=review, voter=voter).delete()
        if not gone:
            return False
        _count(review, -1)
    review.helpful_count -= 1
    return True


def _count(review: Review, change: int) -> bool:
    rows = Review.objects.filter(pk=review.pk, state=ReviewState.APPROVED)
    return bool(rows.update(helpful_count=F("helpful_count") + change))
